package io.modelferry.statistics;

import java.util.Arrays;

/**
 * How far two distributions over the same classes lie apart. Half an answer is added to each class on both sides, so that none is empty.
 * Descriptions of what was seen so far; {@link Shift} says what chance alone would do.
 */
public final class Drift {

    /** Customary reading of the population stability index: from here on, another population. */
    public static final double ANOTHER_POPULATION = 0.25;

    private static final double ADDED = 0.5;

    /** What moved. */
    public enum Cause {
        /** Nothing did, or too little was seen of an arm that may have. */
        NONE,
        /** Both arms moved alike: the world did. */
        DATA_DRIFTED,
        /** The arms see the same world and the treatment alone moved: the model did. */
        MODEL_BROKE,
        /** The same the other way round: the treatment bears what control does not. */
        CONTROL_ALONE,
        /** Both moved, and the treatment by much more: the world did, and the treatment bears it worse. */
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

    /**
     * Each arm is held against the run of its own version: versions need not answer alike.
     *
     * @param reading by how much more than control a treatment must have moved to be told from it where both did
     */
    public static Cause cause(Shift control, Shift treatment, double reading) {
        if (!treatment.moved()) {
            return control.moved() && treatment.still() ? Cause.CONTROL_ALONE : Cause.NONE;
        }
        if (control.still()) {
            return Cause.MODEL_BROKE;
        }
        if (!control.moved()) {
            return Cause.NONE;
        }
        return treatment.psi() - control.psi() > reading ? Cause.BOTH : Cause.DATA_DRIFTED;
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
