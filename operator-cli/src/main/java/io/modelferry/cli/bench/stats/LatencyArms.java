package io.modelferry.cli.bench.stats;

import io.modelferry.statistics.Bounds;
import io.modelferry.statistics.Cluster;
import io.modelferry.statistics.QuantileSequence;
import io.modelferry.statistics.RatioSample;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Arms whose requests take log-normal times with σ ½, of which each cluster keeps a part for itself: the scenario's kinship, of the
 * logarithms. The rates are factors on all times.
 */
final class LatencyArms implements Arms {

    private static final double P95 = 0.95;
    private static final double SIGMA = 0.5;

    private record Arm(Histogram whole, List<Histogram> clusters, double[] centres) {}

    private final Scenario scenario;
    private final SplittableRandom random;
    private final Arm treatment;
    private final Arm control;

    LatencyArms(Scenario scenario, SplittableRandom random) {
        this.scenario = scenario;
        this.random = random;
        this.treatment = arm(scenario.treatment());
        this.control = arm(scenario.control());
    }

    private Arm arm(double factor) {
        var centres = new double[scenario.clusters()];
        for (var i = 0; i < centres.length; i++) {
            centres[i] = Math.log(factor) + SIGMA * Math.sqrt(scenario.kinship()) * random.nextGaussian();
        }
        return new Arm(
                new Histogram(),
                Stream.generate(Histogram::new).limit(centres.length).toList(),
                centres);
    }

    @Override
    public void window() {
        answer(treatment);
        answer(control);
    }

    private void answer(Arm arm) {
        var within = SIGMA * Math.sqrt(1 - scenario.kinship());
        for (var i = 0; i < arm.centres().length; i++) {
            for (var answer = 0; answer < scenario.answers(); answer++) {
                var logarithm = arm.centres()[i] + within * random.nextGaussian();
                arm.clusters().get(i).add(logarithm);
                arm.whole().add(logarithm);
            }
        }
    }

    @Override
    public Optional<Bounds> change() {
        return QuantileSequence.ratio(values(treatment), values(control), P95, Outcome.ALPHA)
                .map(ratio -> new Bounds(ratio.estimate() - 1, ratio.lower() - 1, ratio.upper() - 1));
    }

    private static QuantileSequence.Arm values(Arm arm) {
        return new QuantileSequence.Arm(arm.whole(), arm.clusters());
    }

    /** Of the shares above control's 95th percentile. */
    @Override
    public double z() {
        var threshold = control.whole().valueAt(P95);
        return Arms.z(above(treatment, threshold), above(control, threshold));
    }

    private static RatioSample above(Arm arm, double threshold) {
        return RatioSample.of(arm.clusters().stream()
                .map(cluster -> new Cluster(cluster.above(threshold), cluster.count()))
                .toList());
    }
}
