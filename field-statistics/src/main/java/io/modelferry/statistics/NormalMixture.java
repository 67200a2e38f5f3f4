package io.modelferry.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How many standard errors an estimate may lie from the truth at any look, ever. Robbins' mixture of normal alternatives with variance
 * {@code ρ²} makes a martingale of an estimate whose errors add up like a random walk; averages do so in the limit of many clusters
 * (asymptotic confidence sequences). With few clusters the variance is itself uncertain: the bound moves out as far as Student's t does from
 * the normal distribution at the same tail.
 *
 * @param alpha the chance that the truth is ever outside
 * @param narrowestAt the standard error at which bounds are to be tightest; {@code ρ²} follows from it, before any data is seen. With
 *     α = 5 % they lie there at 3.04 standard errors, at a tenth of that error at 3.57, at ten times at 8.94; they hold everywhere
 * @see <a href="https://arxiv.org/abs/2103.06476">I. Waudby-Smith, D. Arbour, R. Sinha, E. Kennedy, A. Ramdas, Time-uniform central limit
 *     theory and asymptotic confidence sequences, Ann. Statist. 52 (2024)</a>
 * @see <a href="https://doi.org/10.1214/aoms/1177696786">H. Robbins, Statistical methods related to the law of the iterated logarithm,
 *     Ann. Math. Statist. 41 (1970)</a>
 */
record NormalMixture(double alpha, double narrowestAt) {

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    private static final int STEPS = 60;

    /** Above, Student's t is the normal distribution to three digits. */
    private static final double MANY = 5_000;

    NormalMixture {
        if (!(alpha > 0 && alpha < 1) || !(narrowestAt > 0)) {
            throw new IllegalArgumentException("alpha " + alpha + ", narrowest at " + narrowestAt);
        }
    }

    /** Half the width where the variance is known. */
    double halfWidth(double standardError) {
        return standardError * deviations(standardError);
    }

    /** @param freedom degrees of freedom of the variance, above 0; clusters less arms */
    double halfWidth(double standardError, double freedom) {
        return halfWidth(standardError) * (freedom > MANY ? 1 : fewClusters(freedom));
    }

    /** By how much Student's t lies further out than the normal distribution at the tail beyond the tightest bound. */
    private double fewClusters(double freedom) {
        var deviations = deviations(narrowestAt);
        var tail = NORMAL.survivalProbability(deviations);
        return TDistribution.of(freedom).inverseSurvivalProbability(tail) / deviations;
    }

    /** Solves {@code (1 + x)^(−½) · exp(z² x / (2 (1 + x))) = 1/α} for z, with {@code x = ρ² / standardError²}. */
    double deviations(double standardError) {
        var ratio = narrowestAt / standardError;
        var information = tightest() * ratio * ratio;
        return Math.sqrt((1 + 1 / information) * (Math.log1p(information) - 2 * Math.log(alpha)));
    }

    /** Where {@code (1 + 1/x) (ln(1 + x) − 2 ln α)} is least: its derivative is zero at {@code x = ln(1 + x) − 2 ln α}. */
    private double tightest() {
        var x = 10.0;
        for (var step = 0; step < STEPS; step++) {
            x = Math.log1p(x) - 2 * Math.log(alpha);
        }
        return x;
    }
}
