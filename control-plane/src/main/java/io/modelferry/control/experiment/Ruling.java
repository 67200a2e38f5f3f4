package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Arm;
import io.modelferry.control.experiment.Look.Contrast;
import io.modelferry.control.experiment.Look.Outcome;
import io.modelferry.protocol.Spoken;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a look means. Harm may be told at any time, a win after the shortest duration; bounds that hold at every look allow both. For the
 * same reason a win that was proven once stays proven while later bounds leave both open; a look that contradicts it takes it back.
 *
 * @param winner the treatment to ship; null unless the standing is READY_TO_SHIP
 */
record Ruling(Standing standing, String why, @Nullable String winner) {

    /** @param proven the winner of the look before; null if it had none */
    static Ruling of(ExperimentPlan plan, Look look, Duration elapsed, @Nullable String proven) {
        var over = elapsed.compareTo(plan.maxDuration()) >= 0;
        if (look.ratioMismatch()) {
            return new Ruling(Standing.UNHEALTHY, mismatch(look), null);
        }
        var open = plan.treatments().stream()
                .filter(arm -> failingGuardrail(look, arm).isEmpty())
                .toList();
        if (open.isEmpty()) {
            var failing = failingGuardrail(look, plan.treatments().getFirst()).orElseThrow();
            return new Ruling(Standing.GUARDRAIL_FAILING, words(look, failing), null);
        }
        var primaries = open.stream()
                .flatMap(arm -> look.primaryOf(arm.name()).stream())
                .toList();
        return verdict(plan, primaries, elapsed, over, proven);
    }

    private static Ruling verdict(
            ExperimentPlan plan, List<Contrast> primaries, Duration elapsed, boolean over, @Nullable String proven) {
        var best = best(primaries);
        if (best.isEmpty()) {
            return over
                    ? new Ruling(Standing.INCONCLUSIVE, "no data in the whole time", null)
                    : new Ruling(Standing.NO_DATA, missing(primaries), null);
        }
        var leading = best.get();
        if (leading.outcome() == Outcome.MET && elapsed.compareTo(plan.minDuration()) >= 0) {
            return new Ruling(Standing.READY_TO_SHIP, words(leading), leading.arm());
        }
        var held =
                primaries.stream().filter(primary -> stillOpen(primary, proven)).findFirst();
        if (held.isPresent()) {
            var why = words(held.get()) + "; proven at an earlier look";
            return new Ruling(Standing.READY_TO_SHIP, why, proven);
        }
        if (primaries.stream().allMatch(primary -> primary.outcome() == Outcome.HARM)) {
            return new Ruling(Standing.WORSE, words(leading), null);
        }
        if (over || primaries.stream().allMatch(Ruling::hopeless)) {
            return new Ruling(Standing.INCONCLUSIVE, words(leading) + (over ? "; the time is over" : ""), null);
        }
        return new Ruling(Standing.RUNNING, words(leading) + waiting(plan, leading, elapsed), null);
    }

    private static boolean stillOpen(Contrast primary, @Nullable String proven) {
        return primary.arm().equals(proven) && primary.outcome() == Outcome.OPEN;
    }

    private static boolean hopeless(Contrast primary) {
        return primary.outcome() == Outcome.MISSED || primary.outcome() == Outcome.HARM;
    }

    private static Optional<Contrast> failingGuardrail(Look look, Arm arm) {
        return look.guardrailsOf(arm.name()).stream()
                .filter(guardrail -> guardrail.outcome() == Outcome.HARM)
                .findFirst();
    }

    /** By the outcome first, then by the gain seen. */
    private static Optional<Contrast> best(List<Contrast> primaries) {
        return primaries.stream()
                .filter(primary -> primary.effect() != null)
                .max(Comparator.comparing((Contrast primary) -> primary.outcome() == Outcome.MET)
                        .thenComparing(primary -> primary.aim().metric().gain(effect(primary))));
    }

    private static double effect(Contrast contrast) {
        return contrast.effect() == null ? 0 : contrast.effect();
    }

    private static String waiting(ExperimentPlan plan, Contrast leading, Duration elapsed) {
        if (leading.outcome() == Outcome.MET) {
            return "; waits for its shortest duration, " + Spoken.of(plan.minDuration());
        }
        return "; not decided after " + Spoken.of(elapsed);
    }

    private static String missing(List<Contrast> primaries) {
        return primaries.stream()
                .flatMap(primary -> Stream.ofNullable(primary.missing()))
                .findFirst()
                .orElse("no evidence yet");
    }

    private static String mismatch(Look look) {
        return "arms report in other numbers than were drawn (p = %s): something takes units out of one of them"
                .formatted(String.format(Locale.ROOT, "%.2g", look.ratioPValue()));
    }

    /** As {@link #words(Contrast)}, for drift with control's beside it. */
    private static String words(Look look, Contrast contrast) {
        if (contrast.aim().metric() != Metric.DRIFT) {
            return words(contrast);
        }
        return look.driftOf(contrast.arm())
                .map(drift -> DriftWords.of(drift, look.controlDrift().orElse(drift)))
                .orElseGet(() -> words(contrast));
    }

    /** For example {@code b: accuracy +8.1 points (+5.0 … +11.2), must be above -3.0}. */
    static String words(Contrast contrast) {
        var unit = contrast.aim().metric().scale() == Metric.Scale.RATIO ? " %" : " points";
        if (contrast.effect() == null || contrast.lower() == null || contrast.upper() == null) {
            return contrast.arm() + ": " + contrast.aim().metric().word() + " has no data yet"
                    + (contrast.missing() == null ? "" : ": " + contrast.missing());
        }
        var higherIsBetter = contrast.aim().metric().gain(1) > 0;
        var bar = higherIsBetter ? contrast.aim().bar() : -contrast.aim().bar();
        return String.format(
                Locale.ROOT,
                "%s: %s %+.1f%s (%+.1f … %+.1f), must be %s %+.1f",
                contrast.arm(),
                contrast.aim().metric().word(),
                100 * contrast.effect(),
                unit,
                100 * contrast.lower(),
                100 * contrast.upper(),
                higherIsBetter ? "above" : "below",
                100 * bar);
    }
}
