package io.modelferry.delta.codec;

/**
 * Floats where nothing is expected: the token is the upper bits below the sign, for most formats the exponent, and the rest of the mantissa and the
 * sign follow raw. Zero has a token of its own; what shares the last one (infinity, NaN, minus zero, what is close to zero) follows whole.
 *
 * @param tokenBits how many bits below the sign are the token
 * @param dropped   low bits that are zero in the whole chunk and not stored
 */
record PlainFloats(int tokenBits, int dropped) {

    private static final int MAGNITUDE = 0x7fff_ffff;

    int token(int word) {
        int token = (word & MAGNITUDE) >>> below();
        return word != 0 && token == 0 ? last() : token;
    }

    /** How many bits follow a token. */
    int rawBits(int token) {
        if (token == 0) {
            return 0;
        }
        return token == last() ? Integer.SIZE - dropped : mantissaBits() + 1;
    }

    /** The bits that follow the token of a word. */
    int raw(int word, int token) {
        if (token == last()) {
            return word >>> dropped;
        }
        int mantissa = (word & (1 << below()) - 1) >>> Math.min(dropped, below());
        return mantissa | word >>> 31 << mantissaBits();
    }

    /** @param window begins with the bits that follow the token */
    int word(int token, long window) {
        if (token == 0) {
            return 0;
        }
        if (token == last()) {
            return (int) (window & (1L << Integer.SIZE - dropped) - 1) << dropped;
        }
        int mantissa = (int) (window & (1L << mantissaBits()) - 1) << Math.min(dropped, below());
        return (int) (window >>> mantissaBits()) << 31 | token << below() | mantissa;
    }

    private int last() {
        return (1 << tokenBits) - 1;
    }

    /** Bits below the token. */
    private int below() {
        return 31 - tokenBits;
    }

    /** Those of them that are stored. */
    private int mantissaBits() {
        return Math.max(0, below() - dropped);
    }
}
