package io.modelferry.statistics;

import java.util.Optional;

/** Bounds on the difference of two shares over clusters that hold at every look: see {@link NormalMixture}. */
public final class DifferenceSequence {

    /** Fewer in an arm, and their spread says nothing. */
    public static final int LEAST_CLUSTERS = 5;

    /** A standard error of one point: where effects of some three points are told. */
    public static final double NARROWEST_AT = 0.01;

    private DifferenceSequence() {}

    /**
     * @param alpha the chance that the true difference is ever outside, over all looks
     * @return {@code treatment − control}; empty below {@link #LEAST_CLUSTERS} clusters in an arm
     */
    public static Optional<Bounds> between(RatioSample treatment, RatioSample control, double alpha) {
        if (treatment.clusters() < LEAST_CLUSTERS || control.clusters() < LEAST_CLUSTERS) {
            return Optional.empty();
        }
        var estimate = treatment.estimate() - control.estimate();
        var half = NormalMixture.halfWidth(
                alpha,
                Math.hypot(treatment.standardError(), control.standardError()),
                NARROWEST_AT,
                treatment.clusters() + control.clusters() - 2);
        return Optional.of(new Bounds(estimate, Math.max(-1, estimate - half), Math.min(1, estimate + half)));
    }
}
