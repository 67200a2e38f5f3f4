package io.modelferry.statistics;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Whether arms got units in the proportion that was drawn, at every look. A Dirichlet mixture of other proportions against the drawn one is a
 * martingale while the draw is right, so its inverse is a p-value however often somebody looks. What makes it small is a fault: an arm
 * whose update fails, whose devices fall silent, or a draw that is none.
 *
 * @param pValue 0…1, always valid
 * @see <a href="https://arxiv.org/abs/2011.03567">M. Lindon, A. Malek, Anytime-valid inference for multinomial count data, NeurIPS
 *     2022</a>
 */
public record RatioMismatch(double pValue) {

    public static final double ALPHA = 0.01;

    /** How near the drawn proportions the alternatives lie, in pseudo-units: tuned for a shift of some points. */
    private static final double CONCENTRATION = 200;

    /**
     * @param observed units by arm
     * @param weights as drawn, above 0; their sum need not be 1
     */
    public static RatioMismatch of(long[] observed, double[] weights) {
        if (observed.length != weights.length || observed.length < 2) {
            throw new IllegalArgumentException(observed.length + " arms and " + weights.length + " weights");
        }
        var all = Arrays.stream(weights).sum();
        var seen = Arrays.stream(observed).sum();
        var evidence = LogGamma.value(CONCENTRATION) - LogGamma.value(CONCENTRATION + seen);
        for (var i = 0; i < observed.length; i++) {
            var share = weights[i] / all;
            if (!(share > 0) || observed[i] < 0) {
                throw new IllegalArgumentException("arm " + i + ": weight " + weights[i] + ", units " + observed[i]);
            }
            var prior = CONCENTRATION * share;
            evidence += LogGamma.value(prior + observed[i]) - LogGamma.value(prior) - observed[i] * Math.log(share);
        }
        return new RatioMismatch(Math.min(1, Math.exp(-evidence)));
    }

    public boolean found() {
        return pValue < ALPHA;
    }
}
