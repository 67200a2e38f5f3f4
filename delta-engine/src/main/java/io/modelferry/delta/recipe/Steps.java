package io.modelferry.delta.recipe;

/**
 * Near-lossless weights: each lies a whole number of steps from a base weight, all of a channel with the same step. Only
 * the codes and the step need to travel; a step has at most {@value #STEP_BITS} significant bits, so that it can be found
 * again, exactly, from the weights.
 * <p>Codes of {@code bits} bits are {@code −(2^(bits−1)−1) … 2^(bits−1)−1}. A single bit is a sign, −1 or 1.
 *
 * @param bits 1…8
 */
public record Steps(int bits) {

    public static final int STEP_BITS = 12;

    private static final int DROPPED = (1 << (Float.PRECISION - STEP_BITS)) - 1;

    /**
     * A channel in codes.
     *
     * @param codes one a weight
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Channel(float step, byte[] codes) {}

    public Steps {
        if (bits < 1 || bits > 8) {
            throw new IllegalArgumentException("a code has 1 to 8 bits: " + bits);
        }
    }

    /** The weight that lies {@code code} steps from {@code base}: computed in double precision, rounded once. */
    public static float value(float base, float step, int code) {
        return (float) (base + (double) step * code);
    }

    /** Whether a channel may have this step. */
    public static boolean isStep(float step) {
        return step > 0 && step < Float.POSITIVE_INFINITY && (Float.floatToRawIntBits(step) & DROPPED) == 0;
    }

    /** The largest code; the smallest is its negative. */
    public int largest() {
        return bits == 1 ? 1 : (1 << (bits - 1)) - 1;
    }

    /**
     * The codes that come nearest to a channel: the step is the smallest that reaches the weight that moved most; for a
     * single bit it is the mean move (BitDelta, arXiv:2402.10193), which has the least squared error.
     *
     * @param base finite, as {@code target}, and as long
     * @return with a step of 0 if nothing moved: such a channel needs no codes
     * @throws IllegalArgumentException if a weight is not finite, or moved too far for a step to be
     */
    public Channel nearest(float[] base, float[] target) {
        var step = rounded(bits == 1 ? meanMove(base, target) : largestMove(base, target) / largest());
        var codes = new byte[target.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = nearest(step, (double) target[i] - base[i]);
        }
        return new Channel(step, codes);
    }

    private byte nearest(float step, double move) {
        if (bits == 1) {
            return (byte) (move < 0 ? -1 : 1);
        }
        var code = (int) Math.rint(move / step); // 0 where nothing moved: the cast makes it of NaN
        return (byte) Math.clamp(code, -largest(), largest());
    }

    private static double largestMove(float[] base, float[] target) {
        var largest = 0.0;
        for (int i = 0; i < target.length; i++) {
            largest = Math.max(largest, Math.abs((double) target[i] - base[i]));
        }
        return largest;
    }

    private static double meanMove(float[] base, float[] target) {
        var sum = 0.0;
        for (int i = 0; i < target.length; i++) {
            sum += Math.abs((double) target[i] - base[i]);
        }
        return target.length == 0 ? 0 : sum / target.length;
    }

    /** Up, to a float with few enough significant bits; below the normal floats it has fewer. */
    private static float rounded(double step) {
        var up = (float) step < step ? Math.nextUp((float) step) : (float) step;
        var rounded = Float.intBitsToFloat((Float.floatToRawIntBits(up) + DROPPED) & ~DROPPED);
        if (!Float.isFinite(rounded)) {
            throw new IllegalArgumentException("no step reaches that far: " + step);
        }
        return rounded;
    }
}
