package io.modelferry.delta.recipe;

/**
 * Weights in eight bits, as ONNX Runtime's {@code quantize_dynamic} and {@code quantize_static} store them: the scale is
 * computed in double precision and rounded once to float. One difference: where {@code max − min} overflows a float, the
 * tool writes an infinite scale and this the true one.
 *
 * @param symmetric the range reaches equally far to both sides of zero
 * @param reduceRange seven bits of the eight are used, so that sums do not saturate on processors without VNNI
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/v1.30.0/onnxruntime/python/tools/quantization/quant_utils.py">
 *     quant_utils.py: compute_scale_zp, get_qmin_qmax_for_qType</a>
 */
public record Quantisation(EightBit type, boolean symmetric, boolean reduceRange) implements Recipe {

    /** What the tool does with {@code type} unless told otherwise: signed codes are symmetric, unsigned ones are not. */
    public static Quantisation usual(EightBit type) {
        return new Quantisation(type, type == EightBit.INT8, false);
    }

    @Override
    public RecipeId id() {
        return type.recipe();
    }

    /** The lowest code that a map covers its range with; rounding may still reach beyond it. */
    public int lowest() {
        return switch (type) {
            case INT8 -> reduceRange ? -64 : symmetric ? -127 : -128;
            case UINT8 -> 0;
        };
    }

    /** The highest code that a map covers its range with; rounding may still reach beyond it. */
    public int highest() {
        return switch (type) {
            case INT8 -> reduceRange ? 64 : 127;
            case UINT8 -> reduceRange ? 127 : 255;
        };
    }

    /** The map that covers {@code range}; a range that is next to nothing but zero gets scale 1 and zero point 0. */
    public LinearMap over(ValueRange range) {
        var scale = span(range) / (highest() - lowest());
        return scale < Float.MIN_NORMAL
                ? new LinearMap(type, 1, 0)
                : new LinearMap(type, (float) scale, zeroPoint(range, scale));
    }

    /** One map a channel. */
    public ChannelMaps over(ChannelRanges ranges) {
        var channels = ranges.channels();
        var scales = new float[channels.count()];
        var zeroPoints = new int[channels.count()];
        for (int channel = 0; channel < scales.length; channel++) {
            var map = over(ranges.of(channel));
            scales[channel] = map.scale();
            zeroPoints[channel] = map.zeroPoint();
        }
        return new ChannelMaps(channels, type, scales, zeroPoints);
    }

    private double span(ValueRange range) {
        if (symmetric) {
            return 2.0 * range.magnitude();
        }
        var span = range.max() - range.min(); // in float, as the tool does, unless that overflows
        return Float.isInfinite(span) ? (double) range.max() - range.min() : span;
    }

    private int zeroPoint(ValueRange range, double scale) {
        return (int) Math.rint(symmetric ? (lowest() + highest()) / 2.0 : lowest() - range.min() / scale);
    }
}
