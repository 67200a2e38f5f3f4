package io.modelferry.optimizer.graph;

import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** The values of a constant {@code FLOAT} tensor, row by row. */
public final class FloatTensor {

    /** How many values are taken at a time: what a core's cache holds, with its result beside it. */
    public static final int PIECE = 1 << 16;

    private final TensorProto tensor;
    private final FloatBuffer values;

    private FloatTensor(TensorProto tensor, FloatBuffer values) {
        this.tensor = tensor;
        this.values = values;
    }

    /** Sees a piece of a tensor: {@code count} values from {@code piece[0]} on, the first of them element {@code first}. */
    @FunctionalInterface
    public interface Reader<X extends Exception> {
        void read(long first, float[] piece, int count) throws X;
    }

    public static boolean isFloat(TensorProto tensor) {
        return tensor.getDataType() == DataType.FLOAT_VALUE;
    }

    /** @throws CannotRewrite naming the tensor, if it is not FLOAT or holds fewer or more values than its shape says */
    public static FloatTensor of(TensorProto tensor) throws CannotRewrite {
        if (!isFloat(tensor)) {
            throw new CannotRewrite("tensor '" + tensor.getName() + "' is not FLOAT");
        }
        var values = tensor.hasRawData() ? raw(tensor) : listed(tensor);
        var count = tensor.getDimsList().stream().reduce(1L, Math::multiplyExact);
        if (values.remaining() != count) {
            throw new CannotRewrite("tensor '%s' holds %d values where its shape needs %d"
                    .formatted(tensor.getName(), values.remaining(), count));
        }
        return new FloatTensor(tensor, values);
    }

    public String name() {
        return tensor.getName();
    }

    public long[] shape() {
        return tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
    }

    public int count() {
        return values.limit();
    }

    /** Values from element {@code first} on; any number of threads may ask at once. */
    public void get(int first, float[] into, int count) {
        values.get(first, into, 0, count);
    }

    public <X extends Exception> void forEachPiece(Reader<X> reader) throws X {
        var piece = new float[Math.min(PIECE, count())];
        for (int first = 0; first < count(); first += piece.length) {
            var length = Math.min(piece.length, count() - first);
            get(first, piece, length);
            reader.read(first, piece, length);
        }
    }

    /** @throws CannotRewrite naming the tensor, if a value is NaN */
    public FloatTensor requireNumbers() throws CannotRewrite {
        forEachPiece((first, piece, count) -> {
            for (int i = 0; i < count; i++) {
                if (Float.isNaN(piece[i])) {
                    throw new CannotRewrite("tensor '%s' holds NaN at element %d".formatted(name(), first + i));
                }
            }
        });
        return this;
    }

    private static FloatBuffer raw(TensorProto tensor) {
        return tensor.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
    }

    private static FloatBuffer listed(TensorProto tensor) {
        var values = FloatBuffer.allocate(tensor.getFloatDataCount());
        for (int i = 0; i < tensor.getFloatDataCount(); i++) {
            values.put(tensor.getFloatData(i));
        }
        return values.flip();
    }
}
