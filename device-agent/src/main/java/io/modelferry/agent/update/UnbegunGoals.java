package io.modelferry.agent.update;

import io.modelferry.agent.trust.Untrusted;
import io.modelferry.agent.update.EventLog.Step;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.MetadataWait;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells the server of goals that the device does not begin: those that wait for metadata, and those that it refuses, whose sender would
 * else wait for ever. What they say of themselves is unproven, so it does not fill the outbox: each is told once, for a few models, and
 * few are told an hour.
 */
final class UnbegunGoals {

    private static final int MOST_MODELS = 16;
    private static final int MOST_REFUSALS = 30;
    private static final Duration HOUR = Duration.ofHours(1);

    private final EventLog events;
    private final Ledger ledger;
    private final Ticks ticks;
    private @Nullable Waiting lastWaiting;
    private @Nullable Refused lastRefused;
    private long hourBegan;
    private int refusals;

    private record Waiting(long generation, MetadataWait reason) {}

    private record Refused(long generation, FailureCode code) {}

    UnbegunGoals(EventLog events, Ledger ledger, Ticks ticks) {
        this.events = events;
        this.ledger = ledger;
        this.ticks = ticks;
        this.hourBegan = ticks.nanos();
    }

    /** Once for each goal and reason: a device that is offline for a day does not fill its outbox with it. */
    void waits(DesiredState goal, UpdateFailure why) {
        var wait = Admission.waitAfter(why.code());
        if (wait == null || !events.hasRoom()) {
            return;
        }
        var waiting = new Waiting(goal.generation(), wait);
        if (!waiting.equals(lastWaiting)) {
            lastWaiting = waiting;
            tell(goal, wanted -> Step.waits(goal.generation(), wanted.model(), wanted.digest(), wait, why.detail()));
        }
    }

    /** Once for each goal and code, like {@link #waits}. */
    void refused(DesiredState goal, Untrusted why) {
        var refused = new Refused(goal.generation(), why.code());
        if (!refused.equals(lastRefused) && events.hasRoom() && mayTell()) {
            lastRefused = refused;
            tell(
                    goal,
                    wanted ->
                            Step.refused(goal.generation(), wanted.model(), wanted.digest(), why.code(), why.detail()));
        }
    }

    private boolean mayTell() {
        if (ticks.since(hourBegan).compareTo(HOUR) >= 0) {
            hourBegan = ticks.nanos();
            refusals = 0;
        }
        return refusals++ < MOST_REFUSALS;
    }

    private void tell(DesiredState goal, Function<DesiredModel, Step> step) {
        goal.models().stream()
                .filter(this::wouldChange)
                .limit(MOST_MODELS)
                .map(step)
                .forEach(events::record);
    }

    /** What it runs, or is on its way to by a goal that it believes, goes on whatever becomes of this one. */
    private boolean wouldChange(DesiredModel wanted) {
        var slots = ledger.state().slots(wanted.model());
        return !wanted.isPaused() && !slots.runs(wanted.digest()) && !isOnItsWay(wanted, slots);
    }

    private boolean isOnItsWay(DesiredModel wanted, ModelSlots slots) {
        var goal = ledger.state().goal();
        return goal != null
                && slots.settled() < goal.generation()
                && goal.models().stream()
                        .anyMatch(believed -> believed.model().equals(wanted.model())
                                && believed.digest().equals(wanted.digest()));
    }
}
