package io.modelferry.delta.codec;

import java.io.IOException;

/**
 * {@link Codec#XOR_PLANES}: one zstd frame of the byte planes of (base XOR target). Where a weight moved a little, sign, exponent
 * and the first bits of the mantissa are zero, and their plane nearly vanishes.
 */
final class XorPlanes implements ChunkCodec {

    private final ZstdFrames zstd;
    private final Scratch planes;
    private final Scratch elements;
    private final Scratch old;

    XorPlanes(ZstdFrames zstd, Scratch planes, Scratch elements, Scratch old) {
        this.zstd = zstd;
        this.planes = planes;
        this.elements = elements;
        this.old = old;
    }

    @Override
    public Codec codec() {
        return Codec.XOR_PLANES;
    }

    @Override
    public byte[] encode(Chunk chunk) {
        if (chunk.baseLength() != chunk.length()) {
            throw new IllegalArgumentException(
                    "XOR wants equal lengths: " + chunk.baseLength() + ", " + chunk.length());
        }
        int length = chunk.length();
        var mixed = elements.atLeast(length);
        for (int i = 0; i < length; i++) {
            mixed[i] = (byte) (chunk.base()[i] ^ chunk.target()[i]);
        }
        var split = planes.atLeast(length);
        BytePlanes.split(mixed, length, chunk.width(), split);
        return zstd.compress(split, length);
    }

    @Override
    public void decode(byte[] stored, int storedLength, BaseView base, int length, int width, ByteSink target)
            throws Undecodable, IOException {
        if (base.length() != length) {
            throw new Undecodable("XOR wants " + length + " bytes of the base and has " + base.length());
        }
        var split = planes.atLeast(length);
        var joined = elements.atLeast(length);
        zstd.decompress(stored, storedLength, split, length);
        BytePlanes.join(split, length, width, joined);
        var before = old.atLeast(length);
        base.read(0, before, 0, length);
        for (int i = 0; i < length; i++) {
            joined[i] ^= before[i];
        }
        target.write(joined, 0, length);
    }
}
