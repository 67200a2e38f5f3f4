package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Aim;
import io.modelferry.control.experiment.Look.ArmDrift;
import io.modelferry.control.experiment.Look.Contrast;
import io.modelferry.control.telemetry.Evidence.AcceptanceRun;
import io.modelferry.control.telemetry.Evidence.Unit;
import io.modelferry.statistics.DifferenceSequence;
import io.modelferry.statistics.Drift;
import io.modelferry.statistics.Shift;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Holds each arm's answers against the acceptance run of its own version, and tells the world from the model. Guarded against chance
 * for as many looks as an experiment of four weeks has, so that a plan may make it a guardrail.
 */
final class ArmDrifts {

    /** At one every ten seconds while it is young and five hundred over its life, four weeks have some 3,600. */
    private static final int LOOKS = 5000;

    private final List<ArmEvidence> arms;
    private final double reading;
    private final double chance;

    /** @param alpha of all looks together, for one arm */
    ArmDrifts(ExperimentPlan plan, List<ArmEvidence> arms, double alpha) {
        this.arms = arms;
        this.reading = plan.guardrails().stream()
                .filter(guardrail -> guardrail.metric() == Metric.DRIFT && guardrail.margin() > 0)
                .map(Aim::margin)
                .findFirst()
                .orElse(Drift.ANOTHER_POPULATION);
        this.chance = alpha / LOOKS;
    }

    /** In the plan's order, control first. */
    List<ArmDrift> all() {
        var control = shift(arms.getFirst());
        var drifts = new ArrayList<ArmDrift>();
        for (var arm : arms) {
            var shift = shift(arm);
            var cause = arm == arms.getFirst()
                    ? Optional.<Drift.Cause>empty()
                    : control.flatMap(still -> shift.map(now -> Drift.cause(still, now, reading)));
            drifts.add(new ArmDrift(
                    arm.arm().name(),
                    shift.map(Shift::psi).orElse(null),
                    shift.map(Shift::jensenShannon).orElse(null),
                    shift.map(Shift::limit).orElse(null),
                    cause.orElse(null),
                    shift.isPresent() ? null : missing(arm)));
        }
        return drifts;
    }

    private Optional<Shift> shift(ArmEvidence arm) {
        var expected = profile(arm);
        var units = arm.units().values().stream()
                .map(ArmDrifts::classes)
                .filter(counts -> counts.length == expected.length)
                .toList();
        return Shift.of(expected, units, reading, chance);
    }

    /**
     * The acceptance run of an arm's devices, on average: they ran the same set, so that many of them are still one run. Of runs of
     * different classes, those of the most are taken.
     */
    private static long[] profile(ArmEvidence arm) {
        var runs = arm.acceptance().values().stream()
                .flatMap(List::stream)
                .map(AcceptanceRun::classCounts)
                .toList();
        var classes = runs.stream().mapToInt(counts -> counts.length).max().orElse(0);
        var fitting = runs.stream().filter(counts -> counts.length == classes).toList();
        var profile = new long[classes];
        fitting.forEach(counts -> Arrays.setAll(profile, i -> profile[i] + counts[i]));
        Arrays.setAll(profile, i -> Math.round((double) profile[i] / fitting.size()));
        return profile;
    }

    private static long[] classes(Collection<Unit> devices) {
        var classes = devices.stream()
                .mapToInt(device -> device.classCounts().length)
                .max()
                .orElse(0);
        var counts = new long[classes];
        for (var device : devices) {
            var given = device.classCounts();
            for (var i = 0; i < given.length; i++) {
                counts[i] += given[i];
            }
        }
        return counts;
    }

    private static String missing(ArmEvidence arm) {
        var name = arm.arm().name();
        if (profile(arm).length < 2) {
            return "no device of " + name + " told which classes its acceptance run answered";
        }
        return "fewer than %d units of %s answered in the run's classes, or fewer than %d times a class, by scenes of their own"
                .formatted(DifferenceSequence.LEAST_CLUSTERS, name, Shift.LEAST_ANSWERS);
    }

    /** Harm is a model that broke; what also moved in control is the world's, and stops nothing. */
    static Contrast contrast(Aim aim, ArmDrift drift, ArmDrift control) {
        var cause = drift.cause();
        var psi = drift.psi();
        if (psi == null || cause == null) {
            var why = drift.missing() == null ? control.missing() : drift.missing();
            return Contrast.withoutData(drift.arm(), aim, false, why == null ? "" : why);
        }
        return Contrast.drifted(drift.arm(), aim, psi, cause);
    }
}
