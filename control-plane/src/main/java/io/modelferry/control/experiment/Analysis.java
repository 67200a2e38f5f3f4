package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Aim;
import io.modelferry.control.experiment.Look.ArmDrift;
import io.modelferry.control.experiment.Look.ArmLook;
import io.modelferry.control.experiment.Look.Contrast;
import io.modelferry.control.telemetry.Evidence.Unit;
import io.modelferry.statistics.Bounds;
import io.modelferry.statistics.Cluster;
import io.modelferry.statistics.DifferenceSequence;
import io.modelferry.statistics.Drift;
import io.modelferry.statistics.Guardrails;
import io.modelferry.statistics.RatioMismatch;
import io.modelferry.statistics.RatioSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** From what the field says to the numbers of a look. Pure: the same evidence gives the same look. */
final class Analysis {

    /** The chance, over an experiment's whole life, that any of its bounds ever leaves out the truth. */
    static final double ALPHA = 0.05;

    /** Of control with itself, beside which a version in its shadow stands. */
    private static final double FULL_AGREEMENT = 1;

    private final ExperimentPlan plan;
    private final double alpha;

    private Analysis(ExperimentPlan plan) {
        this.plan = plan;
        this.alpha = alpha(plan);
    }

    /** What each contrast may use of it. */
    static double alpha(ExperimentPlan plan) {
        var contrasts = plan.treatments().size() * (1 + plan.guardrails().size());
        return new Guardrails(ALPHA, contrasts).alphaOfEach();
    }

    /** @param arms in the plan's order, control first */
    static Look of(ExperimentPlan plan, List<ArmEvidence> arms, Instant now) {
        return new Analysis(plan).look(arms, now);
    }

    private Look look(List<ArmEvidence> arms, Instant now) {
        var mismatch = mismatch(arms);
        var drifts = new ArmDrifts(plan, arms, alpha).all();
        return new Look(
                now,
                arms.stream().map(Analysis::totals).toList(),
                mismatch.map(RatioMismatch::pValue).orElse(null),
                mismatch.map(RatioMismatch::found).orElse(false),
                contrasts(arms, drifts),
                drift(arms),
                drifts);
    }

    private Optional<RatioMismatch> mismatch(List<ArmEvidence> arms) {
        var seen = arms.stream().mapToLong(arm -> arm.units().size()).toArray();
        var weights = arms.stream().mapToDouble(arm -> arm.arm().weight()).toArray();
        return Arrays.stream(seen).sum() == 0 ? Optional.empty() : Optional.of(RatioMismatch.of(seen, weights));
    }

    private static ArmLook totals(ArmEvidence evidence) {
        var devices = evidence.devices();
        var inferences = sum(devices, Unit::inferences);
        var errors = sum(devices, Unit::errors);
        var labelled = sum(devices, Unit::labelled);
        var correct = sum(devices, Unit::correct);
        return new ArmLook(
                evidence.arm().name(),
                evidence.arm().version(),
                evidence.arm().weight(),
                evidence.drawn(),
                devices.size(),
                evidence.units().size(),
                inferences,
                errors,
                labelled,
                correct,
                labelled == 0 ? null : (double) correct / labelled,
                inferences + errors == 0 ? null : (double) errors / (inferences + errors),
                inferences == 0 ? null : Latencies.of(evidence).p95Micros(),
                evidence.accepted().share(),
                evidence.shadowed().of(),
                evidence.shadowed().share(),
                sum(devices, unit -> unit.shadow().passedOver()),
                evidence.asked());
    }

    private static long sum(List<Unit> units, ToLongFunction<Unit> count) {
        return units.stream().mapToLong(count).sum();
    }

    private List<Contrast> contrasts(List<ArmEvidence> arms, List<ArmDrift> drifts) {
        var contrasts = new ArrayList<Contrast>();
        var control = arms.getFirst();
        for (var i = 1; i < arms.size(); i++) {
            var treatment = arms.get(i);
            contrasts.add(contrast(plan.primary(), true, treatment, control));
            for (var guardrail : plan.guardrails()) {
                contrasts.add(
                        guardrail.metric() == Metric.DRIFT
                                ? ArmDrifts.contrast(guardrail, drifts.get(i), drifts.getFirst())
                                : contrast(guardrail, false, treatment, control));
            }
        }
        return contrasts;
    }

    private Contrast contrast(Aim aim, boolean primary, ArmEvidence treatment, ArmEvidence control) {
        var bounds = switch (aim.metric()) {
            case ACCURACY -> difference(treatment, control, Unit::correct, Unit::labelled);
            case ERROR_RATE -> difference(treatment, control, Unit::errors, unit -> unit.inferences() + unit.errors());
            case LATENCY_P95 -> Latencies.ratio(Latencies.of(treatment), Latencies.of(control), alpha);
            case ACCEPTANCE_ACCURACY ->
                DifferenceSequence.between(
                        RatioSample.of(treatment.accepted().clusters()),
                        RatioSample.of(control.accepted().clusters()),
                        alpha);
            case SHADOW_AGREEMENT ->
                DifferenceSequence.from(RatioSample.of(treatment.shadowed().clusters()), FULL_AGREEMENT, alpha);
            case DRIFT -> Optional.<Bounds>empty(); // not told by bounds: see ArmDrifts
        };
        var name = treatment.arm().name();
        return bounds.map(found -> Contrast.of(name, aim, primary, found.estimate(), found.lower(), found.upper()))
                .orElseGet(
                        () -> Contrast.withoutData(name, aim, primary, NoData.why(aim.metric(), treatment, control)));
    }

    private Optional<Bounds> difference(
            ArmEvidence treatment, ArmEvidence control, ToLongFunction<Unit> part, ToLongFunction<Unit> whole) {
        return DifferenceSequence.between(sample(treatment, part, whole), sample(control, part, whole), alpha);
    }

    private static RatioSample sample(ArmEvidence arm, ToLongFunction<Unit> part, ToLongFunction<Unit> whole) {
        return RatioSample.of(arm.units().values().stream()
                .map(devices -> new Cluster(sum(devices, part), sum(devices, whole)))
                .toList());
    }

    private static List<Double> drift(List<ArmEvidence> arms) {
        var control = classes(arms.getFirst());
        return arms.subList(1, arms.size()).stream()
                .map(arm -> divergence(control, classes(arm)))
                .toList();
    }

    private static double divergence(long[] control, long[] treatment) {
        return control.length == 0 || control.length != treatment.length ? 0 : Drift.jensenShannon(control, treatment);
    }

    private static long[] classes(ArmEvidence arm) {
        var counts = new long[0];
        for (var device : arm.devices()) {
            var given = device.classCounts();
            if (given.length > counts.length) {
                counts = Arrays.copyOf(counts, given.length);
            }
            for (var i = 0; i < given.length; i++) {
                counts[i] += given[i];
            }
        }
        return counts;
    }
}
