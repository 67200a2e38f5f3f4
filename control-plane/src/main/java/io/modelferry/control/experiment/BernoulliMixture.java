package io.modelferry.control.experiment;

/**
 * Robbins' mixture martingale for a stream of successes and failures with success rate {@code p}: the likelihood under a
 * Beta(½, ½) prior over the likelihood under {@code p}. Under the true {@code p} it starts at 1, has expectation 1 for ever, and
 * by Ville's inequality exceeds 1/α at any time with probability at most α.
 *
 * @param successes of {@code trials}
 * @see <a href="https://doi.org/10.1214/aoms/1177696786">H. Robbins, Statistical methods related to the law of the iterated
 *     logarithm, Ann. Math. Statist. 41 (1970)</a>
 */
record BernoulliMixture(long successes, long trials) {

    BernoulliMixture {
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
        return logGamma(successes + 0.5) + logGamma(failures() + 0.5) - logGamma(trials + 1.0) - Math.log(Math.PI);
    }

    /** 0 · log 0 is 0 here. */
    private static double times(long count, double log) {
        return count == 0 ? 0 : count * log;
    }

    /** Stirling's series after shifting the argument above 10; relative error below 1e-12 for {@code x > 0}. */
    static double logGamma(double x) {
        var shift = 0.0;
        var z = x;
        while (z < 10) {
            shift += Math.log(z);
            z++;
        }
        var inverse = 1 / (z * z);
        var series = (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse / 1680))) / z;
        return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
    }
}
