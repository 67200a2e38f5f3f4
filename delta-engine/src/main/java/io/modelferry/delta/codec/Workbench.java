package io.modelferry.delta.codec;

/** Every codec, with the native contexts and buffers they share. One for each thread that codes; close it. */
public final class Workbench implements AutoCloseable {

    /** Higher levels search longer for repeats that weights do not have; measured in {@code docs/delta-format.md}. */
    private static final int LEVEL = 9;

    private final ZstdFrames zstd = new ZstdFrames(LEVEL);
    private final ChunkCodec literal;
    private final ChunkCodec literalPlanes;
    private final ChunkCodec xorPlanes;
    private final ChunkCodec movedBytes;

    public Workbench() {
        var planes = new Scratch();
        var elements = new Scratch();
        literal = new Literal(zstd, planes);
        literalPlanes = new LiteralPlanes(zstd, planes, elements);
        xorPlanes = new XorPlanes(zstd, planes, elements, new Scratch());
        movedBytes = new MovedBytes(zstd);
    }

    /** @throws IllegalArgumentException for {@link Codec#SAME}, which has nothing to code */
    public ChunkCodec codec(Codec codec) {
        return switch (codec) {
            case SAME -> throw new IllegalArgumentException("what is the same is copied, not coded");
            case LITERAL -> literal;
            case LITERAL_PLANES -> literalPlanes;
            case XOR_PLANES -> xorPlanes;
            case BYTES -> movedBytes;
        };
    }

    public ZstdFrames zstd() {
        return zstd;
    }

    @Override
    public void close() {
        zstd.close();
    }
}
