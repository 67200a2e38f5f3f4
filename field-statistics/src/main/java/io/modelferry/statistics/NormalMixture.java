package io.modelferry.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How many standard errors an estimate may lie from the truth at any look, ever. Robbins' mixture of normal alternatives makes a martingale
 * of an estimate whose errors add up like a random walk; for averages that holds in the limit of many clusters (asymptotic confidence
 * sequences). With few clusters their variance is uncertain itself: Student's t widens for that, as it does for a fixed sample.
 *
 * @see <a href="https://arxiv.org/abs/2103.06476">I. Waudby-Smith, D. Arbour, R. Sinha, E. Kennedy, A. Ramdas, Time-uniform central limit
 *     theory and asymptotic confidence sequences, Ann. Statist. 52 (2024)</a>
 * @see <a href="https://doi.org/10.1214/aoms/1177696786">H. Robbins, Statistical methods related to the law of the iterated logarithm,
 *     Ann. Math. Statist. 41 (1970)</a>
 */
final class NormalMixture {

    private NormalMixture() {}

    /**
     * @param alpha the chance that the truth is ever outside
     * @param standardError of the estimate now
     * @param narrowestAt the standard error at which the bounds are to be tightest for their purpose; elsewhere they hold as well
     * @param freedom clusters less the number of arms
     * @return half the width, in the estimate's unit
     */
    static double halfWidth(double alpha, double standardError, double narrowestAt, int freedom) {
        var ratio = narrowestAt / standardError;
        var information = best(alpha) * ratio * ratio;
        var squared = (1 + 1 / information) * (Math.log1p(information) - 2 * Math.log(alpha));
        return standardError * Math.sqrt(squared) * fewClusters(alpha, freedom);
    }

    /** Where {@code (1 + 1/x)(ln(1 + x) − 2 ln α)} is least: by the fixed point of its derivative, {@code x = ln(1 + x) − 2 ln α}. */
    private static double best(double alpha) {
        var x = 10.0;
        for (var step = 0; step < 60; step++) {
            x = Math.log1p(x) - 2 * Math.log(alpha);
        }
        return x;
    }

    private static double fewClusters(double alpha, int freedom) {
        var upTo = 1 - alpha / 2;
        return TDistribution.of(freedom).inverseCumulativeProbability(upTo)
                / NormalDistribution.of(0, 1).inverseCumulativeProbability(upTo);
    }
}
