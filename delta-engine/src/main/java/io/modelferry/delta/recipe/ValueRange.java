package io.modelferry.delta.recipe;

/**
 * The smallest and the largest of the weights seen, with zero always between them: zero must have an exact code.
 *
 * @param min at most 0
 * @param max at least 0
 */
public record ValueRange(float min, float max) {

    public static final ValueRange ZERO = new ValueRange(0, 0);

    public ValueRange {
        if (!(min <= 0 && max >= 0) || Float.isInfinite(min) || Float.isInfinite(max)) {
            throw new IllegalArgumentException("a range holds zero and is finite: " + min + " … " + max);
        }
    }

    /**
     * This range, widened by {@code count} weights; a tensor may come in any number of pieces.
     *
     * @param first where in the tensor {@code weights[from]} stands
     * @throws NonFiniteWeight with the index in the tensor, if one of them is NaN or infinite
     */
    public ValueRange with(long first, float[] weights, int from, int count) throws NonFiniteWeight {
        var low = min;
        var high = max;
        for (int i = from; i < from + count; i++) { // NaN and infinity come through to the end
            low = Math.min(low, weights[i]);
            high = Math.max(high, weights[i]);
        }
        if (!Float.isFinite(low) || !Float.isFinite(high)) {
            NonFiniteWeight.refuse(first, weights, from, count);
        }
        return new ValueRange(low, high);
    }

    /** The larger distance from zero. */
    public float magnitude() {
        return Math.max(-min, max);
    }
}
