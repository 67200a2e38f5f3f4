package io.modelferry.statistics;

import java.util.Arrays;

/** How far two distributions over the same classes lie apart. Half an answer is added to each class on both sides, so that none is empty. */
public final class Drift {

    /** Customary reading of the population stability index: above it, another population. */
    public static final double ANOTHER_POPULATION = 0.25;

    private static final double ADDED = 0.5;

    /** What moved, judged by each arm's distance from what both had before. */
    public enum Cause {
        NONE,
        /** Both arms moved: the world did. */
        DATA_DRIFTED,
        /** The treatment moved and control did not: the model did. */
        MODEL_BROKE
    }

    private Drift() {}

    /**
     * Population stability index, 0 for equal shares.
     *
     * @see <a href="https://doi.org/10.21314/JRMV.2020.227">B. Yurdakul, J. Naranjo, Statistical properties of the population stability
     *     index, J. Risk Model Validation 14 (2020)</a>
     */
    public static double psi(long[] expected, long[] seen) {
        var before = shares(expected, seen.length);
        var now = shares(seen, expected.length);
        var sum = 0.0;
        for (var i = 0; i < before.length; i++) {
            sum += (now[i] - before[i]) * Math.log(now[i] / before[i]);
        }
        return sum;
    }

    /**
     * Jensen-Shannon divergence in bits: 0 for equal shares, 1 for classes that never meet.
     *
     * @see <a href="https://doi.org/10.1109/18.61115">J. Lin, Divergence measures based on the Shannon entropy, IEEE Trans. Inf. Theory 37
     *     (1991)</a>
     */
    public static double jensenShannon(long[] one, long[] other) {
        var p = shares(one, other.length);
        var q = shares(other, one.length);
        var sum = 0.0;
        for (var i = 0; i < p.length; i++) {
            var middle = (p[i] + q[i]) / 2;
            sum += (p[i] * Math.log(p[i] / middle) + q[i] * Math.log(q[i] / middle)) / 2;
        }
        return Math.max(0, sum / Math.log(2));
    }

    /** @param control and {@code treatment}: each arm's index against what was expected */
    public static Cause cause(double control, double treatment) {
        if (treatment <= ANOTHER_POPULATION) {
            return Cause.NONE;
        }
        return control > ANOTHER_POPULATION ? Cause.DATA_DRIFTED : Cause.MODEL_BROKE;
    }

    private static double[] shares(long[] counts, int classes) {
        if (counts.length != classes || classes == 0) {
            throw new IllegalArgumentException(counts.length + " classes against " + classes);
        }
        var all = Arrays.stream(counts).sum() + ADDED * classes;
        return Arrays.stream(counts).mapToDouble(count -> (count + ADDED) / all).toArray();
    }
}
