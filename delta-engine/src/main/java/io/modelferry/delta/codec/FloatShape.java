package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.entropy.LittleEndian;

/**
 * How a floating-point type lies in a word of 32 bits: always with the sign at the top and the exponent below it; narrower types leave the low
 * bits zero.
 *
 * @param exponentBits width of the exponent
 * @param plainBits    below the sign, how many bits are coded as one symbol where there is nothing to predict from
 */
record FloatShape(int width, int exponentBits, int plainBits) {

    private static final FloatShape FLOAT = new FloatShape(4, 8, 8);
    private static final FloatShape BFLOAT16 = new FloatShape(2, 8, 8);
    private static final FloatShape FLOAT16 = new FloatShape(2, 5, 7);

    static boolean exists(ElementType type) {
        return switch (type) {
            case FLOAT, FLOAT16, BFLOAT16 -> true;
            default -> false;
        };
    }

    static FloatShape of(ElementType type) {
        return switch (type) {
            case FLOAT -> FLOAT;
            case FLOAT16 -> FLOAT16;
            case BFLOAT16 -> BFLOAT16;
            default -> throw new IllegalArgumentException(type + " is no floating-point type of a word");
        };
    }

    /** Copies {@code count} elements from element {@code first} on into words. */
    void load(byte[] elements, int first, int count, int[] words, int at) {
        if (width == Integer.BYTES) {
            LittleEndian.getInts(elements, first * Integer.BYTES, words, at, count);
        } else {
            loadPairs(elements, first * Short.BYTES, count, words, at);
        }
    }

    private static void loadPairs(byte[] elements, int from, int count, int[] words, int at) {
        for (int i = 0; i + 1 < count; i += 2) {
            int two = LittleEndian.getInt(elements, from + i * Short.BYTES);
            words[at + i] = two << 16;
            words[at + i + 1] = two & 0xffff_0000;
        }
        if ((count & 1) != 0) {
            words[at + count - 1] = LittleEndian.getShort(elements, from + (count - 1) * Short.BYTES) << 16;
        }
    }

    /** The way back. */
    void store(int[] words, int at, int count, byte[] elements, int first) {
        if (width == Integer.BYTES) {
            LittleEndian.putInts(elements, first * Integer.BYTES, words, at, count);
        } else {
            storePairs(words, at, count, elements, first * Short.BYTES);
        }
    }

    private static void storePairs(int[] words, int at, int count, byte[] elements, int to) {
        for (int i = 0; i + 1 < count; i += 2) {
            LittleEndian.putInt(elements, to + i * Short.BYTES, words[at + i] >>> 16 | words[at + i + 1] & 0xffff_0000);
        }
        if ((count & 1) != 0) {
            LittleEndian.putShort(elements, to + (count - 1) * Short.BYTES, (short) (words[at + count - 1] >>> 16));
        }
    }
}
