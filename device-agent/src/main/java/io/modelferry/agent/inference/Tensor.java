package io.modelferry.agent.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Numbers and their shape.
 *
 * @param shape no negative dimension; empty for a scalar
 * @param data elements in row-major order, in the machine's byte order, position 0 to limit
 */
public record Tensor(Datatype datatype, long[] shape, ByteBuffer data) {

    /** Longest tensor that this runtime takes, in bytes. */
    public static final int MAX_BYTES = 64 << 20;

    public Tensor {
        var expected = elements(shape) * datatype.bytes();
        if (data.limit() != expected) {
            throw new IllegalArgumentException(
                    "%d bytes of %s do not make %d bytes of the shape".formatted(data.limit(), datatype, expected));
        }
    }

    /** @throws IllegalArgumentException for a shape that is negative or too big */
    public static long elements(long[] shape) {
        var elements = 1L;
        for (var dimension : shape) {
            if (dimension < 0 || (dimension > 0 && elements > MAX_BYTES / dimension)) {
                throw new IllegalArgumentException("a shape that is negative or holds more than " + MAX_BYTES);
            }
            elements *= dimension;
        }
        return elements;
    }

    /** A zeroed buffer that ONNX Runtime reads without a copy. */
    public static ByteBuffer allocate(Datatype datatype, long elements) {
        return ByteBuffer.allocateDirect(Math.toIntExact(elements * datatype.bytes()))
                .order(ByteOrder.nativeOrder());
    }

    /** FP32 of these values; {@code shape} must hold as many. */
    public static Tensor floats(long[] shape, float... values) {
        var data = allocate(Datatype.FP32, values.length);
        data.asFloatBuffer().put(values);
        return new Tensor(Datatype.FP32, shape, data);
    }

    /** The elements as the nearest floats. */
    public float[] floats() {
        var values = new float[elements()];
        for (var i = 0; i < values.length; i++) {
            values[i] = (float) at(i);
        }
        return values;
    }

    /** Of its own memory, which ONNX Runtime reads without a copy. */
    Tensor copy() {
        return new Tensor(datatype, shape, allocate(datatype, elements()).put(0, data, 0, data.limit()));
    }

    public int elements() {
        return data.limit() / datatype.bytes();
    }

    /** The element at {@code index} as the nearest double. */
    public double at(int index) {
        var from = index * datatype.bytes();
        return switch (datatype) {
            case BOOL, UINT8 -> Byte.toUnsignedInt(data.get(from));
            case INT8 -> data.get(from);
            case INT16 -> data.getShort(from);
            case INT32 -> data.getInt(from);
            case INT64 -> data.getLong(from);
            case FP32 -> data.getFloat(from);
            case FP64 -> data.getDouble(from);
        };
    }

    /** Whether every element is a number. */
    public boolean finite() {
        if (datatype != Datatype.FP32 && datatype != Datatype.FP64) {
            return true;
        }
        for (var i = 0; i < elements(); i++) {
            if (!Double.isFinite(at(i))) {
                return false;
            }
        }
        return true;
    }

    /** Rows {@code from} to {@code from + count} of the first dimension. */
    Tensor rows(int from, int count) {
        var rowBytes = data.limit() / Math.max(1, (int) shape[0]);
        var part = allocate(datatype, (long) rowBytes * count / datatype.bytes());
        part.put(0, data, from * rowBytes, rowBytes * count);
        var partShape = shape.clone();
        partShape[0] = count;
        return new Tensor(datatype, partShape, part);
    }
}
