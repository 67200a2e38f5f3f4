package io.modelferry.agent.serving;

import io.modelferry.agent.inference.Datatype;
import io.modelferry.agent.inference.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** A tensor while its properties come in, in whatever order: numbers are kept exactly until the datatype is known. */
final class TensorDraft {

    private static final int FIRST = 1024;
    private static final int MAX_ELEMENTS = 8 << 20;

    private @Nullable String name;
    private @Nullable Datatype datatype;
    private long @Nullable [] shape;
    private long[] bits = new long[FIRST];
    private final BitSet real = new BitSet();
    private int elements;

    void named(String given) {
        name = given;
    }

    void of(Datatype given) {
        datatype = given;
    }

    void shaped(long[] given) {
        shape = given;
    }

    /** Flat or nested arrays, as the protocol allows. */
    void read(JsonParser json) throws Problem {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw Problem.badRequest("data must be an array");
        }
        for (var depth = 1; depth > 0; ) {
            switch (json.nextToken()) {
                case START_ARRAY -> depth++;
                case END_ARRAY -> depth--;
                case VALUE_NUMBER_INT -> add(json.getLongValue(), false);
                case VALUE_NUMBER_FLOAT -> add(Double.doubleToRawLongBits(json.getDoubleValue()), true);
                case VALUE_TRUE -> add(1, false);
                case VALUE_FALSE -> add(0, false);
                case null, default -> throw Problem.badRequest("data must hold numbers");
            }
        }
    }

    private void add(long value, boolean isReal) throws Problem {
        if (elements == MAX_ELEMENTS) {
            throw new Problem(Problem.TOO_LARGE, "more than " + MAX_ELEMENTS + " elements");
        }
        if (elements == bits.length) {
            bits = Arrays.copyOf(bits, bits.length * 2);
        }
        real.set(elements, isReal);
        bits[elements++] = value;
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
        if (Tensor.elements(shape) != elements) {
            throw Problem.badRequest("input %s: %d numbers do not fill the shape".formatted(name(), elements));
        }
        var data = Tensor.allocate(datatype, elements);
        for (var i = 0; i < elements; i++) {
            put(data, datatype, i);
        }
        return new Tensor(datatype, shape, data.flip());
    }

    private void put(ByteBuffer data, Datatype type, int index) throws Problem {
        switch (type) {
            case FP32 -> data.putFloat((float) asReal(index));
            case FP64 -> data.putDouble(asReal(index));
            case BOOL -> data.put((byte) within(index, 0, 1));
            case UINT8 -> data.put((byte) within(index, 0, 255));
            case INT8 -> data.put((byte) within(index, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case INT16 -> data.putShort((short) within(index, Short.MIN_VALUE, Short.MAX_VALUE));
            case INT32 -> data.putInt((int) within(index, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64 -> data.putLong(within(index, Long.MIN_VALUE, Long.MAX_VALUE));
        }
    }

    private double asReal(int index) {
        return real.get(index) ? Double.longBitsToDouble(bits[index]) : bits[index];
    }

    private long within(int index, long least, long most) throws Problem {
        if (real.get(index) || bits[index] < least || bits[index] > most) {
            throw Problem.badRequest("element %d of %s is no %s".formatted(index, name(), datatype));
        }
        return bits[index];
    }
}
