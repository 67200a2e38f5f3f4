package io.modelferry.statistics;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Whether arms got units in the proportion that was drawn, at every look. A Dirichlet mixture of other proportions against the drawn one is a
 * martingale while the draw is right, so its inverse is a p-value however often somebody looks. What makes it small is a fault: an arm
 * whose update fails, whose devices fall silent, or a draw that is none.
 *
 * @param pValue 0…1, valid at every look; a later look may well show a larger one, the smallest so far remains valid
 * @see <a href="https://arxiv.org/abs/2011.03567">M. Lindon, A. Malek, Anytime-valid inference for multinomial count data, NeurIPS
 *     2022</a>
 */
public record RatioMismatch(double pValue) {

    public static final double ALPHA = 0.01;

    /** Pseudo-units of the mixture: half of two equal arms then has a standard deviation of four points, {@code √(¼ / 156)}. */
    private static final double CONCENTRATION = 155;

    /**
     * @param observed units by arm
     * @param weights as drawn, above 0; their sum need not be 1
     */
    public static RatioMismatch of(long[] observed, double[] weights) {
        if (observed.length != weights.length || observed.length < 2) {
            throw new IllegalArgumentException(observed.length + " arms and " + weights.length + " weights");
        }
        var all = Arrays.stream(weights).sum();
        var units = Arrays.stream(observed).sum();
        var evidence = LogGamma.value(CONCENTRATION) - LogGamma.value(CONCENTRATION + units);
        for (var arm = 0; arm < observed.length; arm++) {
            var share = weights[arm] / all;
            if (!(weights[arm] > 0 && share > 0) || observed[arm] < 0) {
                throw new IllegalArgumentException(
                        "arm %d: weight %s, %d units".formatted(arm, weights[arm], observed[arm]));
            }
            var prior = CONCENTRATION * share;
            evidence += LogGamma.value(prior + observed[arm]) - LogGamma.value(prior) - observed[arm] * Math.log(share);
        }
        return new RatioMismatch(Math.min(1, Math.exp(-evidence)));
    }

    public boolean found() {
        return pValue < ALPHA;
    }
}
