package io.modelferry.optimizer.quantise;

/**
 * {@code weight ≈ scale · (code − zeroPoint)} for one block; codes are {@code 0 … 2^bits − 1}.
 *
 * @param scale 0 for a block of zeros; negative where the weight farthest from zero is positive and the block symmetric
 */
record BlockMap(int bits, float scale, int zeroPoint) {

    /** The weight farthest from zero gets the lowest code: that side reaches one code farther than the other. */
    static BlockMap symmetric(int bits, float min, float max) {
        var middle = 1 << (bits - 1);
        var farthest = Math.abs(max) > Math.abs(min) ? max : min;
        return new BlockMap(bits, farthest / -middle, middle);
    }

    static BlockMap asymmetric(int bits, float min, float max) {
        var low = Math.min(min, 0);
        var high = Math.max(max, 0);
        var highest = (1 << bits) - 1;
        var scale = (high - low) / highest;
        return new BlockMap(bits, scale, scale == 0 ? 0 : Math.clamp(round(-low / scale), 0, highest));
    }

    int code(float weight) {
        var reciprocal = scale == 0 ? 0 : 1 / scale;
        return Math.clamp(round(weight * reciprocal + zeroPoint), 0, (1 << bits) - 1);
    }

    /** Half away from zero, as C's {@code roundf}. */
    private static int round(float value) {
        return (int) Math.copySign(Math.floor(Math.abs((double) value) + 0.5), value);
    }
}
