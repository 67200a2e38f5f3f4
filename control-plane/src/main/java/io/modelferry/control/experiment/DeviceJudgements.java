package io.modelferry.control.experiment;

import io.modelferry.control.rollout.gate.Judge.Comparison;
import io.modelferry.control.rollout.gate.Judge.Judgement;
import io.modelferry.control.rollout.gate.Judge.Judgement.CannotTell;
import io.modelferry.control.rollout.gate.Judge.Judgement.Passed;
import io.modelferry.control.rollout.gate.Judge.Judgement.Worse;
import io.modelferry.control.rollout.gate.Judge.Numbers;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.telemetry.Evidence.Unit;
import io.modelferry.statistics.Bounds;
import io.modelferry.statistics.Cluster;
import io.modelferry.statistics.DifferenceSequence;
import io.modelferry.statistics.RatioSample;
import io.modelferry.statistics.RatioSequence;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Rules whose bounds count devices, not answers: what one device says a thousand times it says once. */
final class DeviceJudgements {

    private DeviceJudgements() {}

    static Judgement accuracy(GateRule.AccuracyDrop rule, List<Unit> treatment, List<Unit> control, double alpha) {
        var one = sum(treatment, Unit::labelled);
        var other = sum(control, Unit::labelled);
        if (one < rule.minSamples() || other < rule.minSamples()) {
            return new CannotTell(null, AccuracyJudgement.missing(rule, one, other));
        }
        var t = sample(treatment, Unit::correct, Unit::labelled);
        var c = sample(control, Unit::correct, Unit::labelled);
        var bounds = DifferenceSequence.between(t, c, alpha).map(DeviceJudgements::turned);
        if (bounds.isEmpty()) {
            return new CannotTell(null, fewDevices(t, c));
        }
        var seen = bounds.get();
        var comparison =
                new Comparison(one, t.estimate(), other, c.estimate(), seen.estimate(), seen.lower(), seen.upper());
        var summary = AccuracyJudgement.summary(rule, comparison) + ", by device";
        return verdict(seen, rule.max(), comparison, summary, AccuracyJudgement.numbers(comparison));
    }

    static Judgement errors(GateRule.ErrorRate rule, List<Unit> treatment, List<Unit> control, double alpha) {
        var one = sum(treatment, DeviceJudgements::requests);
        var other = sum(control, DeviceJudgements::requests);
        if (one < rule.minInferences() || (rule.needsControl() && other < rule.minInferences())) {
            return thin(rule.minInferences(), one, rule.needsControl() ? other : Long.MAX_VALUE);
        }
        var t = sample(treatment, Unit::errors, DeviceJudgements::requests);
        var c = sample(control, Unit::errors, DeviceJudgements::requests);
        var share = rule.max() != null && rule.maxRise() != null ? alpha / 2 : alpha;
        var alone = rule.max() == null ? null : alone(rule.max(), t, share);
        var rise = rule.maxRise() == null ? null : rise(rule.maxRise(), t, c, share);
        return bothOf(alone, rise);
    }

    private static Judgement alone(double max, RatioSample t, double alpha) {
        var bounds = RatioSequence.of(t, alpha);
        if (bounds.isEmpty()) {
            return new CannotTell(null, fewDevices(t, t));
        }
        var seen = bounds.get();
        var summary = String.format(
                Locale.ROOT,
                "error rate %.2f %% (between %.2f and %.2f), allowed is %.2f",
                100 * t.estimate(),
                100 * seen.lower(),
                100 * seen.upper(),
                100 * max);
        return verdict(seen, max, null, summary, numbers("error-rate", t, null, seen));
    }

    private static Judgement rise(double max, RatioSample t, RatioSample c, double alpha) {
        var bounds = DifferenceSequence.between(t, c, alpha);
        if (bounds.isEmpty()) {
            return new CannotTell(null, fewDevices(t, c));
        }
        var seen = bounds.get();
        var summary = String.format(
                Locale.ROOT,
                "error rate %.2f %% against %.2f %% in control, a rise of %+.2f points (between %+.2f and %+.2f), allowed is %+.2f",
                100 * t.estimate(),
                100 * c.estimate(),
                100 * seen.estimate(),
                100 * seen.lower(),
                100 * seen.upper(),
                100 * max);
        return verdict(seen, max, null, summary, numbers("error-rate", t, c, seen));
    }

    /** Bad news first, then what is missing. */
    private static Judgement bothOf(@Nullable Judgement one, @Nullable Judgement other) {
        if (one == null || other == null) {
            return one != null ? one : other != null ? other : new CannotTell(null, "the rule has no limit");
        }
        if (one instanceof Worse || (one instanceof CannotTell && !(other instanceof Worse))) {
            return one;
        }
        return other instanceof Passed(Comparison none, String summary, Numbers numbers)
                ? new Passed(null, one.summary() + "; " + summary, numbers)
                : other;
    }

    static Judgement latency(GateRule.LatencyRatio rule, List<Unit> treatment, List<Unit> control, double alpha) {
        var one = Latencies.of(treatment);
        var other = Latencies.of(control);
        if (one.whole().count() < rule.minInferences() || other.whole().count() < rule.minInferences()) {
            return thin(rule.minInferences(), (long) one.whole().count(), (long)
                    other.whole().count());
        }
        var floor = rule.floor().toNanos() / 1000.0;
        var fast = one.p95(alpha / 2).filter(bounds -> bounds.upper() <= floor);
        var ratio = Latencies.ratio(one, other, alpha)
                .map(gain -> new Bounds(1 + gain.estimate(), 1 + gain.lower(), 1 + gain.upper()));
        if (ratio.isEmpty() && fast.isEmpty()) {
            return new CannotTell(null, "too few devices or latencies to tell a 95th percentile");
        }
        var numbers = new Numbers(
                "latency-p95-micros",
                (long) one.whole().count(),
                p95(one),
                (long) other.whole().count(),
                p95(other),
                ratio.map(Bounds::estimate).orElse(null),
                ratio.map(Bounds::lower).orElse(null),
                ratio.map(Bounds::upper).orElse(null));
        if (fast.isPresent()) {
            return new Passed(
                    null, words(one, other) + ", below " + rule.floor().toMillis() + " ms", numbers);
        }
        var seen = ratio.orElseThrow();
        var summary = String.format(
                Locale.ROOT,
                "%s, a ratio of %.2f (between %.2f and %.2f), allowed is %.2f",
                words(one, other),
                seen.estimate(),
                seen.lower(),
                seen.upper(),
                rule.max());
        return verdict(seen, rule.max(), null, summary, numbers);
    }

    private static String words(Latencies one, Latencies other) {
        return String.format(Locale.ROOT, "p95 %.2f ms against %.2f ms in control", p95(one) / 1000, p95(other) / 1000);
    }

    private static double p95(Latencies arm) {
        return Optional.ofNullable(arm.p95Micros()).orElse(0L);
    }

    private static Judgement verdict(
            Bounds seen, double limit, @Nullable Comparison comparison, String summary, Numbers numbers) {
        if (seen.lower() > limit) {
            return new Worse(comparison, summary, numbers);
        }
        return seen.upper() <= limit
                ? new Passed(comparison, summary, numbers)
                : new CannotTell(comparison, summary, numbers);
    }

    /** From treatment − control to a drop. */
    private static Bounds turned(Bounds rise) {
        return new Bounds(-rise.estimate(), -rise.upper(), -rise.lower());
    }

    private static Numbers numbers(String metric, RatioSample t, @Nullable RatioSample c, Bounds seen) {
        return new Numbers(
                metric,
                (long) t.weight(),
                t.estimate(),
                c == null ? 0 : (long) c.weight(),
                c == null ? null : c.estimate(),
                seen.estimate(),
                seen.lower(),
                seen.upper());
    }

    static CannotTell thin(long least, long treatment, long control) {
        var thin = treatment <= control;
        return new CannotTell(
                null,
                "%d of %d inferences in %s"
                        .formatted(thin ? treatment : control, least, thin ? "treatment" : "control"));
    }

    private static String fewDevices(RatioSample t, RatioSample c) {
        var thin = t.clusters() <= c.clusters();
        return "%d of %d devices with evidence in %s"
                .formatted(
                        thin ? t.clusters() : c.clusters(),
                        DifferenceSequence.LEAST_CLUSTERS,
                        thin ? "treatment" : "control");
    }

    private static RatioSample sample(List<Unit> arm, ToLongFunction<Unit> part, ToLongFunction<Unit> whole) {
        return RatioSample.of(arm.stream()
                .map(unit -> new Cluster(part.applyAsLong(unit), whole.applyAsLong(unit)))
                .toList());
    }

    private static long sum(List<Unit> arm, ToLongFunction<Unit> count) {
        return arm.stream().mapToLong(count).sum();
    }

    private static long requests(Unit unit) {
        return unit.inferences() + unit.errors();
    }
}
