package io.modelferry.statistics;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Whether arms got units in the proportion that was drawn, at every look. A mixture of other proportions against the drawn one is a
 * martingale while the draw is right, so its inverse is a p-value however often somebody looks. What makes it small is a fault: an arm
 * whose update fails, whose devices fall silent, or a draw that is none.
 *
 * <p>Nine tenths of the mixture lie where faults of use are to be found soon: each arm in turn has too many or too few units by
 * {@link #EFFECT} of its standard deviation, 46 to 54 for two equal arms. The last tenth is a Dirichlet distribution over all proportions, so
 * that any other fault is found as well, only later.
 *
 * @param pValue 0…1, valid at every look; a later look may well show a larger one, the smallest so far remains valid
 * @see <a href="https://arxiv.org/abs/2011.03567">M. Lindon, A. Malek, Anytime-valid inference for multinomial count data, NeurIPS
 *     2022</a>
 * @see <a href="https://doi.org/10.1214/aoms/1177696786">H. Robbins, Statistical methods related to the law of the iterated logarithm,
 *     Ann. Math. Statist. 41 (1970), for mixtures of any kind</a>
 */
public record RatioMismatch(double pValue) {

    public static final double ALPHA = 0.01;

    /** How far the share <i>s</i> of an arm lies off in the usual fault, in units of {@code √(s(1 − s))}: four points of a half. */
    static final double EFFECT = 0.08;

    private static final double USUAL = 0.9;

    /** Pseudo-units of the Dirichlet part: half of two equal arms then has a standard deviation of four points, {@code √(¼ / 156)}. */
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
        var shares = new double[weights.length];
        for (var arm = 0; arm < observed.length; arm++) {
            shares[arm] = weights[arm] / all;
            if (!(weights[arm] > 0 && shares[arm] > 0) || observed[arm] < 0) {
                throw new IllegalArgumentException(
                        "arm %d: weight %s, %d units".formatted(arm, weights[arm], observed[arm]));
            }
        }
        var usual = Math.log(USUAL) + usualFaults(observed, shares);
        var any = Math.log1p(-USUAL) + anyFault(observed, shares);
        return new RatioMismatch(Math.min(1, Math.exp(-logOfSum(usual, any))));
    }

    /** The mean likelihood ratio of the faults in which one arm is off and the others keep their proportions, as a logarithm. */
    private static double usualFaults(long[] observed, double[] shares) {
        var units = Arrays.stream(observed).sum();
        var sum = Double.NEGATIVE_INFINITY;
        var faults = 0;
        for (var arm = 0; arm < shares.length; arm++) {
            var off = EFFECT * Math.sqrt(shares[arm] * (1 - shares[arm]));
            for (var share : new double[] {shares[arm] - off, shares[arm] + off}) {
                if (share > 0 && share < 1) {
                    sum = logOfSum(
                            sum,
                            observed[arm] * Math.log(share / shares[arm])
                                    + (units - observed[arm]) * Math.log((1 - share) / (1 - shares[arm])));
                    faults++;
                }
            }
        }
        return sum - Math.log(faults);
    }

    private static double anyFault(long[] observed, double[] shares) {
        var units = Arrays.stream(observed).sum();
        var evidence = LogGamma.value(CONCENTRATION) - LogGamma.value(CONCENTRATION + units);
        for (var arm = 0; arm < observed.length; arm++) {
            var prior = CONCENTRATION * shares[arm];
            evidence += LogGamma.value(prior + observed[arm])
                    - LogGamma.value(prior)
                    - observed[arm] * Math.log(shares[arm]);
        }
        return evidence;
    }

    private static double logOfSum(double a, double b) {
        var larger = Math.max(a, b);
        return larger == Double.NEGATIVE_INFINITY ? larger : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
    }

    public boolean found() {
        return pValue < ALPHA;
    }
}
