package io.modelferry.delta.codec;

/** Every codec, with the native contexts and buffers they share. One for each thread that codes; close it. */
public final class Workbench implements AutoCloseable {

    /** Higher levels search longer for repeats that weights do not have; measured in {@code docs/delta-format.md}. */
    private static final int LEVEL = 3;

    private final ZstdFrames zstd = new ZstdFrames(LEVEL);
    private final ChunkCodec literal = new Literal(zstd);
    private final ChunkCodec planes = new Planes(zstd);
    private final ChunkCodec floats = new FloatResidual();
    private final ChunkCodec bytes = new ByteResidual();
    private final ChunkCodec sparse = new Sparse();
    private final ChunkCodec steps = new StepCodes();
    private final ChunkCodec dictionary = new Dictionary(zstd);
    private final ChunkCodec moves = new MovedBytes(zstd);

    /** @throws IllegalArgumentException for {@link Codec#EXACT}, which has nothing to code */
    public ChunkCodec codec(Codec codec) {
        return switch (codec) {
            case EXACT -> throw new IllegalArgumentException("what is as predicted is not coded");
            case LITERAL -> literal;
            case PLANES -> planes;
            case FLOAT -> floats;
            case BYTE -> bytes;
            case SPARSE -> sparse;
            case STEPS -> steps;
            case DICTIONARY -> dictionary;
            case MOVES -> moves;
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
