package io.modelferry.delta.recipe;

import java.nio.FloatBuffer;

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
     * This range, widened by the remaining weights of {@code weights}; a tensor may come in any number of pieces.
     *
     * @throws NonFiniteWeight if one of them is NaN or infinite
     */
    public ValueRange with(FloatBuffer weights) throws NonFiniteWeight {
        var low = min;
        var high = max;
        for (int i = weights.position(); i < weights.limit(); i++) {
            var weight = weights.get(i);
            if (!Float.isFinite(weight)) {
                throw new NonFiniteWeight(i - weights.position(), weight);
            }
            low = Math.min(low, weight);
            high = Math.max(high, weight);
        }
        return new ValueRange(low, high);
    }

    /** The larger distance from zero. */
    public float magnitude() {
        return Math.max(-min, max);
    }
}
