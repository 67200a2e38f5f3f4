package io.modelferry.cli.bench.stats;

import io.modelferry.statistics.Cluster;
import io.modelferry.statistics.RatioSample;
import java.util.ArrayList;
import java.util.SplittableRandom;

/** One arm of a scenario: clusters with rates of their own, answering window by window. */
final class Fleet {

    private static final double SPREAD_OF_TRAFFIC = 0.75;

    private final SplittableRandom random;
    private final double[] rates;
    private final int[] answers;
    private final long[] correct;
    private int windows;

    Fleet(Scenario scenario, double rate, SplittableRandom random) {
        this.random = random;
        this.rates = new double[scenario.clusters()];
        this.answers = new int[scenario.clusters()];
        this.correct = new long[scenario.clusters()];
        for (var i = 0; i < rates.length; i++) {
            rates[i] = ownRate(rate, scenario.kinship());
            answers[i] = scenario.uneven() ? traffic(scenario.answers()) : scenario.answers();
        }
    }

    /** Beta distributed with mean {@code rate} and variance {@code kinship · rate · (1 − rate)}: answers then correlate by kinship. */
    private double ownRate(double rate, double kinship) {
        if (kinship == 0) {
            return rate;
        }
        var size = 1 / kinship - 1;
        var right = gamma(rate * size);
        return right / (right + gamma((1 - rate) * size));
    }

    private int traffic(int mean) {
        var factor = Math.exp(SPREAD_OF_TRAFFIC * (random.nextGaussian() - SPREAD_OF_TRAFFIC / 2));
        return (int) Math.max(1, Math.round(mean * factor));
    }

    /**
     * Marsaglia and Tsang's method; below 1 by the boost {@code G(a) = G(a + 1) · U^(1/a)}.
     *
     * @see <a href="https://doi.org/10.1145/358407.358414">G. Marsaglia, W. Tsang, A simple method for generating gamma variables, ACM
     *     Trans. Math. Softw. 26 (2000)</a>
     */
    private double gamma(double shape) {
        if (shape < 1) {
            return gamma(shape + 1) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        var d = shape - 1.0 / 3;
        var c = 1 / Math.sqrt(9 * d);
        while (true) {
            var x = random.nextGaussian();
            var v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < x * x / 2 + d * (1 - v + Math.log(v))) {
                return d * v;
            }
        }
    }

    void window() {
        windows++;
        for (var i = 0; i < rates.length; i++) {
            for (var answer = 0; answer < answers[i]; answer++) {
                correct[i] += random.nextDouble() < rates[i] ? 1 : 0;
            }
        }
    }

    RatioSample sample() {
        var clusters = new ArrayList<Cluster>(rates.length);
        for (var i = 0; i < rates.length; i++) {
            clusters.add(new Cluster(correct[i], (double) answers[i] * windows));
        }
        return RatioSample.of(clusters);
    }
}
