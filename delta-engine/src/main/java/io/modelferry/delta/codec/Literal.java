package io.modelferry.delta.codec;

import java.io.IOException;

/** {@link Codec#LITERAL}: one zstd frame of the chunk's bytes. */
final class Literal implements ChunkCodec {

    private final ZstdFrames zstd;
    private final Scratch raw;

    Literal(ZstdFrames zstd, Scratch raw) {
        this.zstd = zstd;
        this.raw = raw;
    }

    @Override
    public Codec codec() {
        return Codec.LITERAL;
    }

    @Override
    public byte[] encode(Chunk chunk) {
        return zstd.compress(chunk.target(), chunk.length());
    }

    @Override
    public void decode(byte[] stored, int storedLength, BaseView base, int length, int width, ByteSink target)
            throws Undecodable, IOException {
        var bytes = raw.atLeast(length);
        zstd.decompress(stored, storedLength, bytes, length);
        target.write(bytes, 0, length);
    }
}
