package io.modelferry.delta.codec;

import java.io.IOException;

/** {@link Codec#LITERAL_PLANES}: one zstd frame of the chunk's byte planes. */
final class LiteralPlanes implements ChunkCodec {

    private final ZstdFrames zstd;
    private final Scratch planes;
    private final Scratch elements;

    LiteralPlanes(ZstdFrames zstd, Scratch planes, Scratch elements) {
        this.zstd = zstd;
        this.planes = planes;
        this.elements = elements;
    }

    @Override
    public Codec codec() {
        return Codec.LITERAL_PLANES;
    }

    @Override
    public byte[] encode(Chunk chunk) {
        var split = planes.atLeast(chunk.length());
        BytePlanes.split(chunk.target(), chunk.length(), chunk.width(), split);
        return zstd.compress(split, chunk.length());
    }

    @Override
    public void decode(byte[] stored, int storedLength, BaseView base, int length, int width, ByteSink target)
            throws Undecodable, IOException {
        var split = planes.atLeast(length);
        var joined = elements.atLeast(length);
        zstd.decompress(stored, storedLength, split, length);
        BytePlanes.join(split, length, width, joined);
        target.write(joined, 0, length);
    }
}
