package io.modelferry.control.console;

import io.modelferry.control.fleet.Window;
import io.modelferry.control.fleet.WindowWords;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.control.rollout.plan.Approval;
import io.modelferry.control.rollout.plan.Clearance;
import io.modelferry.control.rollout.plan.Gate;
import io.modelferry.control.rollout.plan.Pace;
import io.modelferry.control.rollout.plan.Pacing;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.control.rollout.plan.Reach;
import io.modelferry.control.rollout.plan.Retry;
import io.modelferry.control.rollout.plan.Slots;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.Probation;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the form for a new rollout, as typed.
 *
 * @param percents shares of the stages after the lab; blank rows are left out
 * @param soaks one for each of {@code percents}
 * @param lab a box that is not ticked does not arrive: null
 * @param target a filter over the fleet; blank is everybody
 * @param holdOut percent that get the version only after the end; blank is none
 * @param perMinute devices a minute; blank is as fast as it goes
 * @param window when devices may be given the version, by their own clocks, as {@code MON-FRI 22:00-04:00}; blank is always
 * @param startAt an instant in UTC; blank is by hand
 * @param maxDropPoints tolerated drop of accuracy in percentage points
 */
record RolloutForm(
        @Nullable String model,
        @Nullable String version,
        @Nullable Boolean lab,
        @Nullable String labSoak,
        @Nullable List<String> percents,
        @Nullable List<String> soaks,
        @Nullable String maxDropPoints,
        @Nullable String minSamples,
        @Nullable String deadline,
        @Nullable String probation,
        @Nullable String minInferences,
        @Nullable Boolean hold,
        @Nullable String target,
        @Nullable String holdOut,
        @Nullable String perMinute,
        @Nullable String window,
        @Nullable String startAt,
        @Nullable Boolean startNow) {

    private static final int MAX_STAGES = 20;
    private static final long PATIENCE_FACTOR = 6;

    static RolloutForm fresh(String model, String version) {
        return new RolloutForm(
                model,
                version,
                false,
                "10 min",
                List.of("10", "50", "100"),
                List.of("10 min", "10 min", "10 min"),
                "3",
                String.valueOf(Gate.DEFAULT_MIN_SAMPLES),
                "1 d",
                "10 min",
                String.valueOf(Probation.DEFAULT.minInferences()),
                false,
                "",
                "",
                "",
                "",
                "",
                true);
    }

    /**
     * @param first the model's first rollout: there is no version to compare with, so there is no gate on accuracy
     * @throws Refusal 422 naming the field
     */
    NewRollout toRollout(boolean first) {
        return new NewRollout(
                new ModelName(text("model", model)),
                new VersionName(text("version", version)),
                stages(),
                first ? null : gate(),
                typedProbation(),
                null,
                Boolean.TRUE.equals(hold),
                options());
    }

    /** A rollout with an hour of its own waits for it. */
    boolean startsNow() {
        return Boolean.TRUE.equals(startNow) && isBlank(startAt);
    }

    /** Whether the page unfolds what is seldom said. */
    public boolean saysMore() {
        return !(isBlank(target) && isBlank(holdOut) && isBlank(perMinute) && isBlank(window) && isBlank(startAt));
    }

    private PlanOptions options() {
        var pacing = isBlank(perMinute)
                ? null
                : new Pacing(number("devices a minute", perMinute), Pacing.DEFAULT_GROWTH, Pacing.FASTEST);
        return new PlanOptions(
                List.of(),
                new Reach(
                        isBlank(target) ? "" : text("target", target),
                        isBlank(holdOut) ? 0 : number("hold-out", holdOut)),
                new Pace(pacing, null, hours(), Slots.NO_DEADLINE, Retry.DEFAULT),
                new Clearance(hour(), Approval.BY_SIZE, Clearance.DEFAULT_WEIGHT, List.of(), false));
    }

    private @Nullable Window hours() {
        return isBlank(window) ? null : WindowWords.read(text("window", window));
    }

    private @Nullable Instant hour() {
        try {
            return isBlank(startAt) ? null : Instant.parse(text("start at", startAt));
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("not-an-instant", "start at: write it in UTC, for example 2027-01-31T03:00:00Z.");
        }
    }

    private List<StagePlan> stages() {
        var stages = new ArrayList<StagePlan>();
        if (Boolean.TRUE.equals(lab)) {
            stages.add(new StagePlan("lab", null, true, Spans.parse("lab soak", text("lab soak", labSoak))));
        }
        var shares = Objects.requireNonNullElse(percents, List.<String>of());
        var rests = Objects.requireNonNullElse(soaks, List.<String>of());
        for (var i = 0; i < Math.min(Math.min(shares.size(), rests.size()), MAX_STAGES); i++) {
            if (!shares.get(i).isBlank()) {
                var share = number("share", shares.get(i));
                var name = shares.get(i).strip() + " %";
                stages.add(new StagePlan(name, share, false, Spans.parse("soak of " + name, rests.get(i))));
            }
        }
        return stages;
    }

    private Gate gate() {
        return new Gate(
                number("tolerated drop", maxDropPoints) / 100,
                (long) number("labelled samples", minSamples),
                Spans.parse("deadline", text("deadline", deadline)),
                Gate.DEFAULT_MAX_FAILURE_SHARE,
                Gate.DEFAULT_MIN_VERDICTS,
                Gate.DEFAULT_MIN_CONFIRMED_SHARE);
    }

    private Probation typedProbation() {
        var window = Spans.parse("probation", text("probation", probation));
        return new Probation(
                window,
                (int) number("inferences on probation", minInferences),
                window.multipliedBy(PATIENCE_FACTOR),
                Probation.DEFAULT.maxErrorShare());
    }

    private static boolean isBlank(@Nullable String value) {
        return value == null || value.isBlank();
    }

    private static String text(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw Refusal.invalid("missing", field + ": fill it in.");
        }
        return value.strip();
    }

    private static double number(String field, @Nullable String value) {
        try {
            return Double.parseDouble(text(field, value));
        } catch (NumberFormatException e) {
            throw Refusal.invalid("not-a-number", field + ": write a number.");
        }
    }
}
