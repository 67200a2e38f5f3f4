package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;

/** {@link Codec#LITERAL}: one zstd frame of the chunk's bytes. */
final class Literal implements ChunkCodec {

    private final ZstdFrames zstd;

    Literal(ZstdFrames zstd) {
        this.zstd = zstd;
    }

    @Override
    public Codec codec() {
        return Codec.LITERAL;
    }

    @Override
    public byte[] encode(Chunk chunk, BaseView base) {
        return zstd.compress(chunk.target(), chunk.length());
    }

    @Override
    public void decode(byte[] stored, int storedLength, BaseView base, byte[] elements, int length, ElementType type)
            throws Undecodable {
        zstd.decompress(stored, storedLength, elements, length);
    }
}
