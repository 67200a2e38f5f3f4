package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;

/**
 * {@link Codec#PLANES}: one zstd frame of the byte planes of (prediction XOR target). For types that no coder of ours understands: where an
 * element moved a little its high bytes are zero, and their planes nearly vanish.
 */
final class Planes implements ChunkCodec {

    private final ZstdFrames zstd;
    private final Scratch planes = new Scratch();
    private final Scratch mixed = new Scratch();

    Planes(ZstdFrames zstd) {
        this.zstd = zstd;
    }

    @Override
    public Codec codec() {
        return Codec.PLANES;
    }

    @Override
    public byte[] encode(Chunk chunk, BaseView base) {
        int length = chunk.length();
        var difference = mixed.atLeast(length);
        for (int i = 0; i < length; i++) {
            difference[i] = (byte) (chunk.predicted()[i] ^ chunk.target()[i]);
        }
        var split = planes.atLeast(length);
        BytePlanes.split(difference, length, chunk.type().width(), split);
        return zstd.compress(split, length);
    }

    @Override
    public void decode(byte[] stored, int storedLength, BaseView base, byte[] elements, int length, ElementType type)
            throws Undecodable {
        var split = planes.atLeast(length);
        var difference = mixed.atLeast(length);
        zstd.decompress(stored, storedLength, split, length);
        BytePlanes.join(split, length, type.width(), difference);
        for (int i = 0; i < length; i++) {
            elements[i] ^= difference[i];
        }
    }
}
