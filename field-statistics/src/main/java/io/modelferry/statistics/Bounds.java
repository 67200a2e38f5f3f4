package io.modelferry.statistics;

/** An estimate and where the truth can be; {@code lower ≤ estimate ≤ upper}, in the unit of what was estimated. */
public record Bounds(double estimate, double lower, double upper) {

    public Bounds {
        if (!(lower <= estimate && estimate <= upper)) {
            throw new IllegalArgumentException(estimate + " is not between " + lower + " and " + upper);
        }
    }

    public boolean contain(double value) {
        return lower <= value && value <= upper;
    }

    public double width() {
        return upper - lower;
    }
}
