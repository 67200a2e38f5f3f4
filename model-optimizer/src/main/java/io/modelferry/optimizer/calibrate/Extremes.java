package io.modelferry.optimizer.calibrate;

import io.modelferry.delta.recipe.ValueRange;
import java.nio.FloatBuffer;

/** The smallest and the largest value of one activation, case by case. */
final class Extremes {

    private float min = Float.POSITIVE_INFINITY;
    private float max = Float.NEGATIVE_INFINITY;
    private float nearest = Float.POSITIVE_INFINITY;
    private boolean numbers = true;

    void add(FloatBuffer values) {
        while (values.hasRemaining()) {
            var value = values.get();
            numbers &= Float.isFinite(value);
            min = Math.min(min, value);
            max = Math.max(max, value);
            nearest = Math.min(nearest, Math.abs(value));
        }
    }

    /** Whether all values were finite. */
    boolean isFinite() {
        return numbers;
    }

    /** 0 if nothing was seen, as {@link #max}. */
    float min() {
        return min > max ? 0 : min;
    }

    float max() {
        return min > max ? 0 : max;
    }

    /** The distance from zero of the value that lies nearest to it. */
    float nearest() {
        return min > max ? 0 : nearest;
    }

    /** That of the value that lies farthest. */
    float farthest() {
        return Math.max(Math.abs(min()), Math.abs(max()));
    }

    /** With zero in it. */
    ValueRange range() {
        return new ValueRange(Math.min(min(), 0), Math.max(max(), 0));
    }
}
