package io.modelferry.agent.update;

import io.modelferry.agent.update.UpdateLife.Event;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.report.FailureCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is under way for each model, and how long it rests after a failure that passes. */
final class Errands {

    /** A file whose bytes are wrong so often is wrong at its source. */
    private static final int WRONG_BYTES_AT_MOST = 3;

    private final Ports ports;
    private final Map<ModelName, Journey> journeys = new HashMap<>();
    private final Map<ModelName, Backoff> backoffs = new HashMap<>();

    Errands(Ports ports) {
        this.ports = ports;
    }

    /** The journey of an earlier attempt goes on; without one it begins. */
    Errand begin(DesiredState goal, DesiredModel wanted) {
        var journey =
                journeys.computeIfAbsent(wanted.model(), _ -> Journey.begin(ports.events(), goal.generation(), wanted));
        return new Errand(goal, wanted, journey, new Cancellation());
    }

    boolean none() {
        return journeys.isEmpty();
    }

    boolean due(ModelName model) {
        return backoff(model).due();
    }

    /** The world changed: what rests need not rest any longer. */
    void hurry() {
        backoffs.values().forEach(Backoff::hurry);
    }

    boolean mayTryAgain(ModelName model, FailureCode code) {
        return code.remedy() == FailureCode.Remedy.RETRY
                && (code != FailureCode.DIGEST_MISMATCH || backoff(model).failures() + 1 < WRONG_BYTES_AT_MOST);
    }

    void tryAgain(Errand errand, FailureCode code, String detail) {
        errand.journey().tryAgain(code, rest(errand.model()), detail);
    }

    Duration rest(ModelName model) {
        return backoff(model).failed();
    }

    void ended(ModelName model) {
        journeys.remove(model);
    }

    /** A newer goal counts afresh. */
    void forgetFailures() {
        backoffs.clear();
    }

    /** Leaves every journey but {@code underWay}'s, whose owner leaves it when it has stopped. */
    void leaveAllBut(@Nullable Errand underWay, DeviceState state) {
        for (var waiting : Map.copyOf(journeys).entrySet()) {
            if (underWay == null || underWay.journey() != waiting.getValue()) {
                leave(waiting.getKey(), waiting.getValue(), state);
            }
        }
    }

    /** The same file wanted again is the same errand: only another one makes the old end. */
    void leave(ModelName model, Journey old, DeviceState state) {
        journeys.remove(model);
        var wanted = state.wanted(model);
        if (wanted == null || !wanted.digest().equals(old.digest())) {
            old.end(Event.GAVE_UP, FailureCode.INTERRUPTED, "a newer goal");
        }
    }

    private Backoff backoff(ModelName model) {
        return backoffs.computeIfAbsent(model, _ -> new Backoff(ports.retry(), ports.random(), ports.ticks()));
    }
}
