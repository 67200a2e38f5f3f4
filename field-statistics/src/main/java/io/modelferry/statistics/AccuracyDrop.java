package io.modelferry.statistics;

/**
 * How much lower the treatment's accuracy is than the control's, with bounds that hold however often somebody looks.
 *
 * <p>Each arm has a martingale ({@link BernoulliMixture}); the arms are independent, so their product at the true pair of rates
 * is a martingale too, and the pairs at which it stays below 1/α form a confidence sequence: with probability 1 − α the true
 * pair is never outside, at no look and for no rule of stopping. The bounds are the smallest and the largest
 * {@code control − treatment} inside. No approximation: the guarantee is exact for independent labels.
 *
 * @see <a href="https://arxiv.org/abs/1810.08240">S. Howard, A. Ramdas, J. McAuliffe, J. Sekhon, Time-uniform, nonparametric,
 *     nonasymptotic confidence sequences, Ann. Statist. 49 (2021)</a>
 * @see <a href="https://arxiv.org/abs/2203.09785">R. Turner, P. Grünwald, Exact anytime-valid confidence intervals for
 *     contingency tables and beyond (2022): the same construction for two proportions</a>
 */
public record AccuracyDrop(BernoulliMixture treatment, BernoulliMixture control, double alpha) {

    /** The chance, over the whole life of a stage, that the true drop ever lies outside the bounds. */
    public static final double ALPHA = 0.05;

    private static final int STEPS = 60;

    public AccuracyDrop {
        if (treatment.trials() == 0 || control.trials() == 0) {
            throw new IllegalArgumentException("an arm without labels says nothing");
        }
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha " + alpha);
        }
    }

    public static AccuracyDrop of(
            long treatmentCorrect, long treatmentLabelled, long controlCorrect, long controlLabelled) {
        return of(treatmentCorrect, treatmentLabelled, controlCorrect, controlLabelled, ALPHA);
    }

    /** @param alpha this comparison's share where several are made, see {@link Guardrails} */
    public static AccuracyDrop of(
            long treatmentCorrect, long treatmentLabelled, long controlCorrect, long controlLabelled, double alpha) {
        return new AccuracyDrop(
                new BernoulliMixture(treatmentCorrect, treatmentLabelled),
                new BernoulliMixture(controlCorrect, controlLabelled),
                alpha);
    }

    /** Points of accuracy, as a share: 0.02 is two points worse. */
    public double estimate() {
        return control.rate() - treatment.rate();
    }

    /** Whether the drop is beyond {@code margin}. */
    public boolean above(double margin) {
        return estimate() > margin && excluded(margin);
    }

    /** Whether the drop is within {@code margin}. */
    public boolean below(double margin) {
        return estimate() < margin && excluded(margin);
    }

    public double lowerBound() {
        return bound(-1);
    }

    public double upperBound() {
        return bound(1);
    }

    /** Evidence rises with the distance from the estimate, so halving finds the edge; the outer side is returned. */
    private double bound(double farthest) {
        var inside = estimate();
        var outside = farthest;
        for (var step = 0; step < STEPS; step++) {
            var middle = (inside + outside) / 2;
            if (excluded(middle)) {
                outside = middle;
            } else {
                inside = middle;
            }
        }
        return outside;
    }

    private boolean excluded(double drop) {
        return leastEvidenceAgainst(drop) >= -Math.log(alpha);
    }

    /** The weakest evidence against any pair of rates {@code (t, t + drop)}: a convex function of {@code t}. */
    private double leastEvidenceAgainst(double drop) {
        var low = Math.max(0, -drop);
        var high = Math.min(1, 1 - drop);
        for (var step = 0; step < STEPS; step++) {
            var middle = (low + high) / 2;
            if (treatment.slope(middle) + control.slope(middle + drop) > 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        var at = (low + high) / 2;
        return treatment.logEvidenceAgainst(at) + control.logEvidenceAgainst(Math.clamp(at + drop, 0, 1));
    }
}
