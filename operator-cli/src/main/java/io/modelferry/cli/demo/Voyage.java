package io.modelferry.cli.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Follows one rollout to its end and tells what happens: each entry of its timeline, and the standing answer to "why does it not move". */
final class Voyage {

    private static final Duration AT_MOST = Duration.ofSeconds(150);

    /** What the engine notes about waiting is the same as its standing answer. */
    private static final String STANDING = "WAITING";

    private final Operator operator;
    private final Patience patience;
    private final Narrator narrator;
    private int told;
    private String lastWhy = "";

    Voyage(Operator operator, Patience patience, Narrator narrator) {
        this.operator = operator;
        this.patience = patience;
        this.narrator = narrator;
    }

    /** @throws StepFailed if it pauses, or does not end */
    Seen.Rollout follow(String rollout) throws StepFailed {
        return patience.await(
                "the end of rollout " + rollout, AT_MOST, () -> look(rollout), () -> "its last word: " + lastWhy);
    }

    private Optional<Seen.Rollout> look(String id) throws StepFailed {
        var rollout = operator.rollout(id);
        tell(rollout);
        if (rollout.state().equals("PAUSED")) {
            throw new StepFailed("rollout %s halted: %s".formatted(id, rollout.why()));
        }
        return rollout.ended() ? Optional.of(rollout) : Optional.empty();
    }

    private void tell(Seen.Rollout rollout) {
        var happenings = rollout.happenings();
        for (var happening : happenings.subList(Math.min(told, happenings.size()), happenings.size())) {
            if (!happening.kind().equals(STANDING)) {
                narrator.line(spoken(happening.kind()) + ": " + happening.text());
            }
        }
        var newlyTold = happenings.size() > told;
        told = Math.max(told, happenings.size());
        if (!withoutNumbers(rollout.why()).equals(withoutNumbers(lastWhy)) && !(newlyTold && rollout.ended())) {
            narrator.line("  why: " + rollout.why());
        }
        lastWhy = rollout.why();
    }

    /** {@code STAGE_OPENED} as {@code stage opened}. */
    private static String spoken(String kind) {
        return kind.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** A line whose numbers alone have changed is not told again. */
    private static String withoutNumbers(String why) {
        return why.replaceAll("[0-9.,%]+", "#");
    }
}
