package io.modelferry.control.console;

import io.modelferry.control.fleet.Window;
import io.modelferry.control.fleet.WindowWords;
import io.modelferry.control.rollout.RolloutState;
import io.modelferry.control.rollout.RolloutView;
import io.modelferry.control.rollout.gate.Judge.Comparison;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as a page draws it.
 *
 * @param ownQuestion it waits for somebody's yes, and that cannot be who looks at it: they made it
 * @param effect null without numbers or without a tolerated drop
 */
record RolloutPicture(
        RolloutView rollout,
        Bar bar,
        String stateName,
        String tone,
        List<Verb> verbs,
        boolean ownQuestion,
        @Nullable Effect effect) {

    private static final String ASKS = "manual-approval";

    /** For whoever made nothing. */
    static RolloutPicture of(RolloutView rollout) {
        return of(rollout, "");
    }

    static RolloutPicture of(RolloutView rollout, String viewer) {
        var own = rollout.fourEyes() && rollout.createdBy().equals(viewer);
        var canGoBack = rollout.previousVersion() != null;
        var verbs = Arrays.stream(Verb.values())
                .filter(verb -> verb.fits(rollout.state(), canGoBack) || verb.isWord() && asks(rollout))
                .filter(verb -> !own || verb != Verb.APPROVE)
                .toList();
        var ownQuestion = own && (rollout.state() == RolloutState.AWAITING_APPROVAL || asks(rollout));
        return new RolloutPicture(
                rollout,
                bar(rollout.counts()),
                stateName(rollout),
                tone(rollout.state()),
                verbs,
                ownQuestion,
                effect(rollout));
    }

    /** The share of bytes that deltas saved, 0…1; null before anything was sent. */
    public @Nullable Double saved() {
        var bytes = rollout.bytes();
        return bytes.fullDownloadBytes() == 0
                ? null
                : 1 - (double) (bytes.deltaBytes() + bytes.fullBytes()) / bytes.fullDownloadBytes();
    }

    /** When devices are given the version, in words; null for always. */
    public @Nullable String hours() {
        var window = rollout.options().pace().window();
        if (window == null) {
            return null;
        }
        var clock = window.zone().equals(Window.DEVICE) ? "by each device’s clock" : window.zone();
        return WindowWords.write(window) + ", " + clock;
    }

    public boolean live() {
        return rollout.state().active() && rollout.state() != RolloutState.READY;
    }

    /** A gate of the current stage waits for a person. */
    private static boolean asks(RolloutView rollout) {
        return rollout.state() == RolloutState.RUNNING
                && rollout.gates().stream()
                        .anyMatch(gate ->
                                gate.gate().equals(ASKS) && gate.verdict().equals("WAITING"));
    }

    private static Bar bar(RolloutView.Counts counts) {
        var updating = counts.waiting()
                + counts.assigned()
                + counts.fetching()
                + counts.patching()
                + counts.verified()
                + counts.probed()
                + counts.retrying();
        return Bar.of(List.of(
                new Bar.Part("confirmed", "confirmed", counts.confirmed()),
                new Bar.Part("on probation", "trial", counts.trial()),
                new Bar.Part("updating", "updating", updating),
                new Bar.Part("took too long", "returned", counts.expired()),
                new Bar.Part("failed", "failed", counts.failed()),
                new Bar.Part("went back by themselves", "failed", counts.rolledBack()),
                new Bar.Part("going back", "returned", counts.goingBack()),
                new Bar.Part("back on the version before", "offline", counts.back()),
                new Bar.Part("in the queue", "waiting", counts.queued())));
    }

    private static String stateName(RolloutView rollout) {
        return switch (rollout.state()) {
            case AWAITING_APPROVAL -> "Waits for approval";
            case DENIED -> "Denied";
            case READY -> "Ready to start";
            case RUNNING ->
                rollout.stages().isEmpty()
                        ? "Running"
                        : "Running, stage " + (rollout.stage() + 1) + " of "
                                + rollout.stages().size();
            case PAUSED -> "Paused";
            case FINISHED -> "Finished";
            case STOPPED -> "Stopped";
            case ROLLING_BACK -> "Rolling back";
            case ROLLED_BACK -> "Rolled back";
        };
    }

    /** The last word of the CSS classes {@code state-…}, {@code why-…} and {@code event-…}. */
    static String tone(RolloutState state) {
        return switch (state) {
            case READY, STOPPED, DENIED -> "quiet";
            case RUNNING -> "trial";
            case PAUSED, AWAITING_APPROVAL -> "warn";
            case FINISHED -> "good";
            case ROLLING_BACK, ROLLED_BACK -> "bad";
        };
    }

    private static @Nullable Effect effect(RolloutView rollout) {
        var comparison = rollout.comparison();
        var margin = rollout.gate().maxAccuracyDrop();
        return comparison == null || margin == null ? null : Effect.of(comparison, margin);
    }

    /** The drop of accuracy with its band and the tolerated margin, on a line from 0 to 1000. */
    record Effect(double low, double width, double point, double margin, double zero) {

        private static final double EDGE = 40;

        static Effect of(Comparison comparison, double margin) {
            var left = Math.min(-margin, comparison.lowerBound());
            var right = Math.max(2 * margin, comparison.upperBound());
            var low = at(comparison.lowerBound(), left, right);
            return new Effect(
                    low,
                    Math.max(2, at(comparison.upperBound(), left, right) - low),
                    at(comparison.drop(), left, right),
                    at(margin, left, right),
                    at(0, left, right));
        }

        private static double at(double value, double left, double right) {
            return EDGE + (Bar.LENGTH - 2 * EDGE) * (Math.clamp(value, left, right) - left) / (right - left);
        }
    }
}
