package io.modelferry.optimizer.acceptance;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * One array of numbers, row-major and little-endian.
 *
 * @param values exactly as many bytes as shape and type ask for
 */
record NpyArray(NpyHeader header, ByteBuffer values) {

    /** Element types that acceptance sets may have. */
    enum Type {
        FLOAT32("<f4", "FLOAT", 4),
        FLOAT64("<f8", "DOUBLE", 8),
        INT64("<i8", "INT64", 8),
        INT32("<i4", "INT32", 4),
        UINT8("|u1", "UINT8", 1);

        private final String descr;
        private final String dtype;
        private final int bytes;

        Type(String descr, String dtype, int bytes) {
            this.descr = descr;
            this.dtype = dtype;
            this.bytes = bytes;
        }

        /** NumPy's name. */
        String descr() {
            return descr;
        }

        /** ONNX's name. */
        String dtype() {
            return dtype;
        }

        int bytes() {
            return bytes;
        }
    }

    NpyArray {
        values = values.asReadOnlyBuffer();
    }

    String name() {
        return header.name();
    }

    Type type() {
        return header.type();
    }

    List<Integer> shape() {
        return header.shape();
    }

    /** The values of one case, ready to read. */
    ByteBuffer of(int index) {
        var length = values.capacity() / header.cases();
        return values.slice(index * length, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether a case has a value that is no number. */
    boolean holdsNaN(int index) {
        var values = of(index);
        var found = false;
        switch (type()) {
            case FLOAT32 -> {
                while (values.hasRemaining() && !found) {
                    found = Float.isNaN(values.getFloat());
                }
            }
            case FLOAT64 -> {
                while (values.hasRemaining() && !found) {
                    found = Double.isNaN(values.getDouble());
                }
            }
            case INT64, INT32, UINT8 -> {}
        }
        return found;
    }

    /** The value of a one-number case as an integer. */
    long integer(int index) {
        var value = of(index);
        return switch (type()) {
            case UINT8 -> Byte.toUnsignedInt(value.get());
            case INT32 -> value.getInt();
            case INT64 -> value.getLong();
            case FLOAT32 -> (long) value.getFloat();
            case FLOAT64 -> (long) value.getDouble();
        };
    }
}
