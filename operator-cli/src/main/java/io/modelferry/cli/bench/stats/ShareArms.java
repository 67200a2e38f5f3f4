package io.modelferry.cli.bench.stats;

import io.modelferry.statistics.Bounds;
import io.modelferry.statistics.DifferenceSequence;
import java.util.Optional;
import java.util.SplittableRandom;

/** Arms that answer right or wrong. */
final class ShareArms implements Arms {

    private final Fleet treatment;
    private final Fleet control;

    ShareArms(Scenario scenario, SplittableRandom random) {
        this.treatment = new Fleet(scenario, scenario.treatment(), random);
        this.control = new Fleet(scenario, scenario.control(), random);
    }

    @Override
    public void window() {
        treatment.window();
        control.window();
    }

    @Override
    public Optional<Bounds> change() {
        return DifferenceSequence.between(treatment.sample(), control.sample(), Outcome.ALPHA);
    }

    @Override
    public double z() {
        return Arms.z(treatment.sample(), control.sample());
    }
}
