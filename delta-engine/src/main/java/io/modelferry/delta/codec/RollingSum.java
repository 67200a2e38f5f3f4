package io.modelferry.delta.codec;

/**
 * The sum that {@link IndexedBase} knows its blocks by, over a window that moves byte by byte.
 *
 * @see <a href="https://doi.org/10.1147/rd.312.0249">Richard M. Karp, Michael O. Rabin, Efficient randomized pattern-matching algorithms</a>
 */
final class RollingSum {

    static final long FACTOR = 0x100000001B3L;

    private final int window;
    private final long leaving;
    private long sum;

    RollingSum(int window) {
        this.window = window;
        long power = 1;
        for (int i = 1; i < window; i++) {
            power *= FACTOR;
        }
        this.leaving = power;
    }

    void start(byte[] bytes, int at) {
        sum = 0;
        for (int i = 0; i < window; i++) {
            sum = sum * FACTOR + (bytes[at + i] & 0xff);
        }
    }

    /** Moves the window from {@code at} to {@code at + 1}. */
    void roll(byte[] bytes, int at) {
        sum = (sum - (bytes[at] & 0xff) * leaving) * FACTOR + (bytes[at + window] & 0xff);
    }

    int hash() {
        return IndexedBase.spread(sum);
    }
}
