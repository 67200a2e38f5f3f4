package io.modelferry.agent.serving;

import io.modelferry.agent.inference.Datatype;
import io.modelferry.agent.inference.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A tensor while its properties come in. Where datatype and shape stand before the data, as clients write them, numbers go
 * straight into its buffer; in any other order they are kept exactly until the datatype is known.
 */
final class TensorDraft {

    private static final int FIRST = 1024;

    private final int maxElements;
    private @Nullable String name;
    private @Nullable Datatype datatype;
    private long @Nullable [] shape;
    private @Nullable ByteBuffer data;
    private long[] bits = new long[0];
    private final BitSet real = new BitSet();
    private int elements;
    private boolean hasData;

    /** @param maxElements that its text can hold: more are not allocated, whatever the shape says */
    TensorDraft(int maxElements) {
        this.maxElements = maxElements;
    }

    void named(String given) {
        name = given;
    }

    void of(Datatype given) throws Problem {
        requireNew(datatype);
        datatype = given;
    }

    void shaped(long[] given) throws Problem {
        requireNew(shape);
        shape = given;
    }

    private void requireNew(@Nullable Object known) throws Problem {
        if (known != null) {
            throw Problem.badRequest("input %s says the same thing twice".formatted(name));
        }
    }

    /** Flat or nested arrays, as the protocol allows. */
    void read(JsonParser json) throws Problem {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw Problem.badRequest("data must be an array");
        }
        requireNew(hasData ? this : null);
        hasData = true;
        var type = datatype;
        var target = type != null && shape != null ? Tensor.allocate(type, expected(shape)) : null;
        for (var depth = 1; depth > 0; ) {
            switch (json.nextToken()) {
                case START_ARRAY -> depth++;
                case END_ARRAY -> depth--;
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> {
                    if (type == null || target == null) {
                        keep(json);
                    } else {
                        put(json, type, target);
                    }
                }
                case null, default -> throw Problem.badRequest("data must hold numbers");
            }
        }
        data = target;
    }

    private int expected(long[] given) throws Problem {
        var expected = Tensor.elements(given);
        if (expected > maxElements) {
            throw Problem.badRequest("input %s: the data does not fill the shape".formatted(name));
        }
        return (int) expected;
    }

    private void put(JsonParser json, Datatype type, ByteBuffer target) throws Problem {
        if (!target.hasRemaining()) {
            throw Problem.badRequest("input %s: more numbers than the shape holds".formatted(name));
        }
        switch (type) {
            case FP32 -> target.putFloat(json.currentToken().isNumeric() ? json.getFloatValue() : whole(json));
            case FP64 -> target.putDouble(json.currentToken().isNumeric() ? json.getDoubleValue() : whole(json));
            case BOOL, UINT8, INT8, INT16, INT32, INT64 -> {
                if (json.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
                    throw notOf(type, elements);
                }
                putWhole(target, type, elements, whole(json));
            }
        }
        elements++;
    }

    private static long whole(JsonParser json) {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> 1;
            case VALUE_FALSE -> 0;
            case null, default -> json.getLongValue();
        };
    }

    private void keep(JsonParser json) {
        if (elements == bits.length) {
            bits = Arrays.copyOf(bits, Math.max(FIRST, bits.length * 2));
        }
        var isReal = json.currentToken() == JsonToken.VALUE_NUMBER_FLOAT;
        real.set(elements, isReal);
        bits[elements++] = isReal ? Double.doubleToRawLongBits(json.getDoubleValue()) : whole(json);
    }

    String name() throws Problem {
        if (name == null) {
            throw Problem.badRequest("an input has no name");
        }
        return name;
    }

    Tensor tensor() throws Problem {
        if (datatype == null || shape == null) {
            throw Problem.badRequest("input " + name() + " needs datatype and shape");
        }
        if (expected(shape) != elements) {
            throw Problem.badRequest("input %s: %d numbers do not fill the shape".formatted(name(), elements));
        }
        var filled = data == null ? kept(datatype) : data;
        return new Tensor(datatype, shape, filled.flip());
    }

    private ByteBuffer kept(Datatype type) throws Problem {
        var filled = Tensor.allocate(type, elements);
        for (var i = 0; i < elements; i++) {
            switch (type) {
                case FP32 -> filled.putFloat((float) asReal(i));
                case FP64 -> filled.putDouble(asReal(i));
                case BOOL, UINT8, INT8, INT16, INT32, INT64 -> {
                    if (real.get(i)) {
                        throw notOf(type, i);
                    }
                    putWhole(filled, type, i, bits[i]);
                }
            }
        }
        return filled;
    }

    private double asReal(int index) {
        return real.get(index) ? Double.longBitsToDouble(bits[index]) : bits[index];
    }

    private void putWhole(ByteBuffer target, Datatype type, int index, long value) throws Problem {
        switch (type) {
            case BOOL -> target.put((byte) within(type, index, value, 0, 1));
            case UINT8 -> target.put((byte) within(type, index, value, 0, 255));
            case INT8 -> target.put((byte) within(type, index, value, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case INT16 -> target.putShort((short) within(type, index, value, Short.MIN_VALUE, Short.MAX_VALUE));
            case INT32 -> target.putInt((int) within(type, index, value, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64 -> target.putLong(value);
            case FP32, FP64 -> throw new IllegalStateException("reals go another way");
        }
    }

    private long within(Datatype type, int index, long value, long least, long most) throws Problem {
        if (value < least || value > most) {
            throw notOf(type, index);
        }
        return value;
    }

    private Problem notOf(Datatype type, int index) {
        return Problem.badRequest("element %d of %s is no %s".formatted(index, name, type));
    }
}
