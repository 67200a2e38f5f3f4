package io.modelferry.delta.codec;

/** {@code n · log2(n)} from a table: the same on every machine, so that every machine makes the same delta. */
final class Log2 {

    private static final int TABLE_BITS = 12;
    private static final double[] LOG = new double[1 << TABLE_BITS];

    static {
        for (int i = 1; i < LOG.length; i++) {
            LOG[i] = StrictMath.log(i) / StrictMath.log(2);
        }
    }

    private Log2() {}

    /** @param n at least 0 */
    static double times(int n) {
        int shift = Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros(n) - TABLE_BITS);
        return n * (LOG[n >>> shift] + shift);
    }
}
