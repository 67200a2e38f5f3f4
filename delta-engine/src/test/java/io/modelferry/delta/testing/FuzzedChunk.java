package io.modelferry.delta.testing;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.Codec;
import java.util.Arrays;
import java.util.List;

/**
 * A fuzzer's bytes made into a stored chunk: one byte for codec and element type, two for how many elements, one for what is expected of them, then
 * what is stored.
 */
@SuppressWarnings("ArrayRecordComponent")
public record FuzzedChunk(int kind, int elements, int expectation, byte[] stored) {

    private static final int HEAD_BYTES = 4;
    private static final int MAX_ELEMENTS = 5_000;

    private record Kind(Codec codec, ElementType type) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(Codec.FLOAT, ElementType.FLOAT),
            new Kind(Codec.FLOAT, ElementType.FLOAT16),
            new Kind(Codec.FLOAT, ElementType.BFLOAT16),
            new Kind(Codec.BYTE, ElementType.INT8),
            new Kind(Codec.SPARSE, ElementType.FLOAT),
            new Kind(Codec.SPARSE, ElementType.BYTES),
            new Kind(Codec.STEPS, ElementType.FLOAT),
            new Kind(Codec.PLANES, ElementType.DOUBLE),
            new Kind(Codec.LITERAL, ElementType.BYTES),
            new Kind(Codec.DICTIONARY, ElementType.BYTES),
            new Kind(Codec.MOVES, ElementType.BYTES));

    public static int kinds() {
        return KINDS.size();
    }

    public static FuzzedChunk of(byte[] input) {
        var head = Arrays.copyOf(input, HEAD_BYTES);
        int elements = 1 + ((head[1] & 0xff) | (head[2] & 0xff) << 8) % MAX_ELEMENTS;
        var stored = input.length > HEAD_BYTES ? Arrays.copyOfRange(input, HEAD_BYTES, input.length) : new byte[0];
        return new FuzzedChunk((head[0] & 0xff) % KINDS.size(), elements, head[3] & 3, stored);
    }

    /** The input that this is made of. */
    public byte[] input() {
        var input = new byte[HEAD_BYTES + stored.length];
        input[0] = (byte) kind;
        input[1] = (byte) (elements - 1);
        input[2] = (byte) (elements - 1 >>> 8);
        input[3] = (byte) expectation;
        System.arraycopy(stored, 0, input, HEAD_BYTES, stored.length);
        return input;
    }

    public Codec codec() {
        return KINDS.get(kind).codec();
    }

    public ElementType type() {
        return KINDS.get(kind).type();
    }

    /** Nothing, weights, every extreme, or noise. */
    public byte[] expected() {
        int length = elements * type().width();
        return switch (expectation) {
            case 0 -> new byte[length];
            case 1 -> Changes.weights(type(), 1, elements);
            case 2 -> Arrays.copyOf(Extremes.of(type()).from(), length);
            default -> Changes.noise(3, length);
        };
    }
}
