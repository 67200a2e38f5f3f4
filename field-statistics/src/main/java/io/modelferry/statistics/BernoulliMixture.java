package io.modelferry.statistics;

import org.apache.commons.numbers.gamma.LogBeta;

/**
 * Robbins' mixture martingale for a stream of successes and failures with success rate {@code p}: the likelihood under a
 * Beta(½, ½) prior over the likelihood under {@code p}. Under the true {@code p} it starts at 1, has expectation 1 for ever, and
 * by Ville's inequality exceeds 1/α at any time with probability at most α.
 *
 * @param successes of {@code trials}
 * @see <a href="https://doi.org/10.1214/aoms/1177696786">H. Robbins, Statistical methods related to the law of the iterated
 *     logarithm, Ann. Math. Statist. 41 (1970)</a>
 */
public record BernoulliMixture(long successes, long trials) {

    public BernoulliMixture {
        if (successes < 0 || successes > trials) {
            throw new IllegalArgumentException(successes + " successes of " + trials);
        }
    }

    double rate() {
        return (double) successes / trials;
    }

    /** The logarithm of the martingale at rate {@code p}; infinite where the data rule {@code p} out. */
    double logEvidenceAgainst(double p) {
        return logMarginal() - times(successes, Math.log(p)) - times(failures(), Math.log1p(-p));
    }

    /** Its derivative in {@code p}; rising, zero at {@link #rate}. */
    double slope(double p) {
        return (successes == 0 ? 0 : -successes / p) + (failures() == 0 ? 0 : failures() / (1 - p));
    }

    private long failures() {
        return trials - successes;
    }

    /** log of B(s+½, f+½) / B(½, ½), with B(½, ½) = π. */
    private double logMarginal() {
        return LogBeta.value(successes + 0.5, failures() + 0.5) - Math.log(Math.PI);
    }

    /** 0 · log 0 is 0 here. */
    private static double times(long count, double log) {
        return count == 0 ? 0 : count * log;
    }
}
