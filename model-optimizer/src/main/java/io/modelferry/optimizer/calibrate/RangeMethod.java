package io.modelferry.optimizer.calibrate;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How far codes reach: how an activation's range follows from its values. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "method")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RangeMethod.MinMax.class, name = "min-max"),
    @JsonSubTypes.Type(value = RangeMethod.Percentile.class, name = "percentile")
})
public sealed interface RangeMethod {

    /** From the smallest value to the largest. */
    record MinMax() implements RangeMethod {}

    /**
     * Without the values that lie farthest from zero, by a histogram of 2048 bins over their distances.
     *
     * @param percent of the values that lie within, above 0 and at most 100
     */
    record Percentile(double percent) implements RangeMethod {

        /** The reference tool's. */
        public static final Percentile USUAL = new Percentile(99.999);

        public Percentile {
            if (!(percent > 0 && percent <= 100)) {
                throw new IllegalArgumentException("a percentile lies above 0, and at most at 100: " + percent);
            }
        }
    }
}
