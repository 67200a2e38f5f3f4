package io.modelferry.delta.recipe;

/**
 * An eight-bit code for weights. Both follow ONNX Runtime's {@code quantize_dynamic} to the bit: the scale is computed in
 * double precision and rounded once to float.
 */
public enum EightBit {
    /** Signed and symmetric: codes −127…127, zero is code 0. */
    INT8(-127, 127, -128, 127) {
        @Override
        public LinearMap over(ValueRange range) {
            var scale = 2.0 * range.magnitude() / (highest() - lowest());
            return mapOrUnit(scale, 0);
        }
    },
    /** Unsigned and asymmetric: codes 0…255, zero is wherever the range puts it. */
    UINT8(0, 255, 0, 255) {
        @Override
        public LinearMap over(ValueRange range) {
            var scale = span(range) / (highest() - lowest());
            return mapOrUnit(scale, scale < Float.MIN_NORMAL ? 0 : (int) Math.rint(lowest() - range.min() / scale));
        }
    };

    private final int lowest;
    private final int highest;
    private final int floor;
    private final int ceiling;

    EightBit(int lowest, int highest, int floor, int ceiling) {
        this.lowest = lowest;
        this.highest = highest;
        this.floor = floor;
        this.ceiling = ceiling;
    }

    /** The map that covers {@code range} with this code; a range that is nothing but zero gets scale 1. */
    public abstract LinearMap over(ValueRange range);

    /** The lowest code that a map covers its range with. */
    public int lowest() {
        return lowest;
    }

    /** The highest code that a map covers its range with. */
    public int highest() {
        return highest;
    }

    /** The code for a rounded value: clipped to what the type can hold. */
    byte clipped(float code) {
        return (byte) (int) Math.clamp(code, floor, ceiling);
    }

    /** Subtracted in float as the reference does, unless that overflows. */
    static double span(ValueRange range) {
        var span = range.max() - range.min();
        return Float.isInfinite(span) ? (double) range.max() - range.min() : span;
    }

    LinearMap mapOrUnit(double scale, int zeroPoint) {
        return scale < Float.MIN_NORMAL ? new LinearMap(this, 1, 0) : new LinearMap(this, (float) scale, zeroPoint);
    }
}
