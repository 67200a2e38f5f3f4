package io.modelferry.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * How far two distributions over the same classes lie apart. Half an answer is added to each class on both sides, so that none is empty.
 * A description of what was seen so far, not a test that holds at every look: it warns and decides nothing.
 */
public final class Drift {

    /** Customary reading of the population stability index: from here on, another population. */
    public static final double ANOTHER_POPULATION = 0.25;

    private static final double ADDED = 0.5;

    /** Of equal populations, one look in a thousand lies further apart by chance. */
    private static final double BY_CHANCE = 0.001;

    /** What moved. */
    public enum Cause {
        NONE,
        /** Both arms moved alike: the world did. */
        DATA_DRIFTED,
        /** The arms see the same world and the treatment alone moved: the model did. */
        MODEL_BROKE,
        /** Control moved and the arms differ: the world moved, and the treatment answers it in another way. */
        BOTH
    }

    private Drift() {}

    /**
     * Population stability index, 0 for equal shares; the same with the sides exchanged.
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

    /** @param expected of both arms, before anything changed */
    public static Cause cause(long[] expected, long[] control, long[] treatment) {
        return cause(expected, control, treatment, ANOTHER_POPULATION);
    }

    /** @param limit population stability index from which on a population is another one, above 0 */
    public static Cause cause(long[] expected, long[] control, long[] treatment, double limit) {
        var worldMoved = moved(expected, control, limit);
        if (moved(control, treatment, limit)) {
            return worldMoved ? Cause.BOTH : Cause.MODEL_BROKE;
        }
        return worldMoved && moved(expected, treatment, limit) ? Cause.DATA_DRIFTED : Cause.NONE;
    }

    /**
     * Beyond the limit, and beyond what two samples of one population show by chance: the index over {@code 1/n + 1/m} is
     * then chi-squared with a degree of freedom less than there are classes.
     */
    private static boolean moved(long[] expected, long[] seen, double limit) {
        var n = Arrays.stream(expected).sum();
        var m = Arrays.stream(seen).sum();
        if (n == 0 || m == 0 || expected.length < 2) {
            return false;
        }
        var chance = ChiSquaredDistribution.of(expected.length - 1).inverseSurvivalProbability(BY_CHANCE);
        return psi(expected, seen) > Math.max(limit, chance * (1.0 / n + 1.0 / m));
    }

    private static double[] shares(long[] counts, int classes) {
        if (counts.length != classes || classes == 0 || Arrays.stream(counts).anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException(
                    "classes to compare with %d: %s".formatted(classes, Arrays.toString(counts)));
        }
        var all = Arrays.stream(counts).sum() + ADDED * classes;
        return Arrays.stream(counts).mapToDouble(count -> (count + ADDED) / all).toArray();
    }
}
