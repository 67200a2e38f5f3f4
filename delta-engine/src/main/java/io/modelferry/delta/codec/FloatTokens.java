package io.modelferry.delta.codec;

/**
 * A difference of two floats in units of the last place, as a token and raw bits below it. A token says how many bits the magnitude has (1 to
 * 32), the bit below its first, and whether it leads away from zero (0) or towards it (1); token 0 is no difference.
 */
final class FloatTokens {

    /** The smallest token of a difference. */
    static final int FIRST = token(1, 0, 0);

    /** One more than the largest token. */
    static final int END = token(32, 1, 1) + 1;

    /** What a token grows by if the magnitude doubles. */
    static final int OCTAVE = 4;

    /** Smallest magnitude of each token. */
    static final int[] MAGNITUDE = new int[END];

    /** How many bits follow. */
    static final int[] RAW_BITS = new int[END];

    static {
        for (int bits = 1; bits <= 32; bits++) {
            for (int next = 0; next < 2; next++) {
                for (int sign = 0; sign < 2; sign++) {
                    int token = token(bits, next, sign);
                    MAGNITUDE[token] = bits == 1 ? 1 : (2 | next) << (bits - 2);
                    RAW_BITS[token] = Math.max(0, bits - 2);
                }
            }
        }
    }

    private FloatTokens() {}

    /** @param magnitude unsigned; of 0 the token is 0, whatever the sign */
    static int of(int magnitude, int sign) {
        int zeros = Integer.numberOfLeadingZeros(magnitude);
        int next = magnitude << zeros + 1 >>> 31; // of a magnitude of 1, whose shift is none, that is 0 as well
        int token = token(Integer.SIZE - zeros, next, sign);
        return token & (magnitude | -magnitude) >> 31;
    }

    /** How many bits of a magnitude follow its token. */
    static int rawBits(int magnitude) {
        return Math.max(0, Integer.SIZE - 2 - Integer.numberOfLeadingZeros(magnitude));
    }

    private static int token(int bits, int next, int sign) {
        return 1 + OCTAVE * bits + 2 * next + sign;
    }
}
