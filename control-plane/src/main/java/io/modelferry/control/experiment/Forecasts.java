package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Arm;
import io.modelferry.control.experiment.ExperimentUnits.Crowd;
import io.modelferry.control.experiment.Experiments.Forecast;
import io.modelferry.control.rollout.Placements;
import io.modelferry.control.rollout.Rollouts;
import io.modelferry.control.telemetry.Evidence;
import io.modelferry.control.telemetry.Evidence.Unit;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.statistics.Cluster;
import io.modelferry.statistics.DifferenceSequence;
import io.modelferry.statistics.Power;
import io.modelferry.statistics.RatioSample;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Reckons before the start: whom it would reach, and how long it would take at the rate of the last day. */
@Component
class Forecasts {

    private static final Duration DAY = Duration.ofDays(1);

    /** What an effect is taken to be where the plan's margin is zero: two points. */
    private static final double USUAL_EFFECT = 0.02;

    private final ExperimentUnits units;
    private final Placements placements;
    private final Rollouts rollouts;
    private final Evidence evidence;
    private final InstantSource clock;

    Forecasts(ExperimentUnits units, Placements placements, Rollouts rollouts, Evidence evidence, InstantSource clock) {
        this.units = units;
        this.placements = placements;
        this.rollouts = rollouts;
        this.evidence = evidence;
        this.clock = clock;
    }

    Forecast of(ModelName model, ExperimentPlan plan) {
        var classes = fitting(model, plan);
        var candidates = units.candidates(model, classes);
        var perArm = plan.arms().stream()
                .map(arm -> (int) Math.round(candidates.devices() * plan.share() * arm.weight()))
                .toList();
        var warnings = warnings(plan, candidates, perArm);
        var current = rollouts.current(model).orElse(null);
        if (plan.primary().metric() != Metric.ACCURACY && plan.primary().metric() != Metric.ERROR_RATE) {
            return new Forecast((int) candidates.devices(), perArm, current, null, null, warnings);
        }
        var asked = units.someCandidates(model, classes, ExperimentUnits.ASKED);
        var day = lastDay(model, plan, asked);
        if (day.weight() == 0 || day.clusters() < 2) {
            warnings.add("the fleet sent no evidence in the last day: nothing to reckon the time with");
            return new Forecast((int) candidates.devices(), perArm, current, null, null, warnings);
        }
        var effect =
                plan.primary().margin() == 0 ? USUAL_EFFECT : plan.primary().margin();
        var alpha = Analysis.alpha(plan);
        var needed = Power.answersPerArm(day.estimate(), effect, Math.max(1, day.designEffect()), alpha);
        var perDay = day.weight() * candidates.devices() / asked.size() * plan.share() * smallest(plan);
        return new Forecast(
                (int) candidates.devices(),
                perArm,
                current,
                needed,
                Duration.ofMinutes(Math.max(1, Math.round(needed / perDay * DAY.toMinutes()))),
                warnings);
    }

    private static double smallest(ExperimentPlan plan) {
        return plan.arms().stream().mapToDouble(Arm::weight).min().orElseThrow();
    }

    /** Whether any device could run every arm. */
    boolean reaches(ModelName model, ExperimentPlan plan) {
        return units.candidates(model, fitting(model, plan)).devices() > 0;
    }

    /** Of which class every arm has a file. */
    private Set<String> fitting(ModelName model, ExperimentPlan plan) {
        return new ArmFiles(plan.arms(), placements.files(model, plan.versions())).fitting();
    }

    /** Of some candidates, about whatever they ran. */
    private RatioSample lastDay(ModelName model, ExperimentPlan plan, Set<DeviceId> asked) {
        return RatioSample.of(
                evidence
                        .units(
                                model,
                                units.running(model, asked),
                                asked,
                                clock.instant().minus(DAY))
                        .stream()
                        .map(unit -> cluster(plan.primary().metric(), unit))
                        .toList());
    }

    private static Cluster cluster(Metric metric, Unit unit) {
        return metric == Metric.ACCURACY
                ? new Cluster(unit.correct(), unit.labelled())
                : new Cluster(unit.errors(), unit.inferences() + unit.errors());
    }

    private static List<String> warnings(ExperimentPlan plan, Crowd candidates, List<Integer> perArm) {
        var warnings = new ArrayList<String>();
        var units = plan.unit() == ExperimentPlan.Unit.SITE
                ? candidates.sites() * plan.share() * smallest(plan)
                : (double) perArm.stream().min(Integer::compare).orElse(0);
        if (units < DifferenceSequence.LEAST_CLUSTERS) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "about %.0f %ss in the smallest arm: below %d nothing is told; raise the share or draw by device",
                    units,
                    plan.unit().name().toLowerCase(Locale.ROOT),
                    DifferenceSequence.LEAST_CLUSTERS));
        }
        return warnings;
    }
}
