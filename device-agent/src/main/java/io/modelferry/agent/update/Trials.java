package io.modelferry.agent.update;

import io.modelferry.agent.update.ModelSlots.Attempt;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.UpdateLife.Event;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.report.FailureCode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models on probation: each answers requests while the state file still names the one before as active. Confirming is one
 * save; going back is a swap to the file that never left.
 */
final class Trials {

    private static final Logger LOG = LoggerFactory.getLogger(Trials.class);

    private record Live(Journey journey, Instant since) {}

    private final Ledger ledger;
    private final Ports ports;
    private final Map<ModelName, Live> live = new HashMap<>();

    Trials(Ledger ledger, Ports ports) {
        this.ledger = ledger;
        this.ports = ports;
    }

    /** @throws UpdateFailure LOAD_FAILED (one strike, the old model still answers) or STORAGE_FAILED */
    void begin(Journey journey, ModelName model, Attempt attempt) throws UpdateFailure {
        ledger.change(model, slots -> slots.trying(attempt));
        try {
            ports.host().serve(model, attempt.slot());
        } catch (UpdateFailure e) {
            ledger.change(
                    model, slots -> slots.struck(attempt.slot().digest(), 1).trying(null));
            throw e;
        }
        journey.step(Event.SWAPPED, "on trial for " + attempt.probation().window());
        live.put(model, new Live(journey, ports.clock().instant()));
    }

    /** A boot found the state file in a trial. */
    void resume(ModelName model, Attempt found) throws UpdateFailure {
        var journey = Journey.onTrial(ports.events(), model, found);
        var attempt = found.again();
        if (attempt.count() > ModelSlots.STRIKES_OUT) {
            ledger.change(
                    model,
                    slots -> slots.struck(found.slot().digest(), ModelSlots.STRIKES_OUT)
                            .trying(null));
            journey.end(
                    Event.TAKEN_OFF,
                    FailureCode.CRASH_LOOP,
                    "the agent died %d times in this trial".formatted(found.count()));
            ledger.change(model, slots -> slots.settledAt(found.generation()));
            return;
        }
        ledger.change(model, slots -> slots.trying(attempt));
        journey.step(Event.POWER_CUT, "trial begun again after a restart");
        try {
            ports.host().serve(model, attempt.slot());
            live.put(model, new Live(journey, ports.clock().instant()));
        } catch (UpdateFailure e) {
            live.put(model, new Live(journey, ports.clock().instant()));
            takeOff(model, e.code(), e.detail(), 1);
        }
    }

    boolean serves(ModelName model) {
        return live.containsKey(model);
    }

    /** @return whether anything ended */
    boolean judge(Instant now) {
        var ended = false;
        for (var model : List.copyOf(live.keySet())) {
            ended |= judge(model, now);
        }
        return ended;
    }

    private boolean judge(ModelName model, Instant now) {
        var trial = live.get(model);
        var attempt = ledger.state().slots(model).trial();
        if (trial == null || attempt == null) {
            return false;
        }
        var lasted = Duration.between(trial.since(), now);
        return switch (TrialVerdict.of(attempt.probation(), ports.host().health(model), lasted)) {
            case TrialVerdict.GoOn() -> false;
            case TrialVerdict.Confirm(var why) -> confirmed(model, trial.journey(), attempt.slot(), why);
            case TrialVerdict.GoBack(var why) -> takeOff(model, FailureCode.UNHEALTHY, why, 1);
        };
    }

    private boolean confirmed(ModelName model, Journey journey, Slot slot, String why) {
        try {
            var generation = attemptGeneration(model);
            ledger.change(model, slots -> slots.confirmed(slot));
            live.remove(model);
            journey.step(Event.LIVED_THROUGH_PROBATION, why);
            ledger.change(model, slots -> slots.settledAt(generation));
            return true;
        } catch (UpdateFailure e) {
            LOG.warn("{} stays on trial: {}", model, e.detail());
            return false;
        }
    }

    /** A newer goal: a trial that it wants as well goes on under its name, any other is taken off without blame. */
    void supersededBy(DesiredState goal) throws UpdateFailure {
        for (var wanted : goal.models()) {
            var model = wanted.model();
            var trial = live.get(model);
            var attempt = ledger.state().slots(model).trial();
            if (trial == null || attempt == null) {
                continue;
            }
            if (attempt.slot().digest().equals(wanted.digest())) {
                ledger.change(model, slots -> slots.trying(attempt.adoptedBy(goal.generation(), wanted.probation())));
                trial.journey().adoptedBy(goal.generation());
            } else {
                takeOff(model, FailureCode.INTERRUPTED, "a newer goal", 0);
            }
        }
    }

    private boolean takeOff(ModelName model, FailureCode code, String why, int strikes) {
        var trial = live.remove(model);
        var slots = ledger.state().slots(model);
        var attempt = slots.trial();
        if (trial == null || attempt == null) {
            return false;
        }
        serveBefore(model, slots);
        try {
            ledger.change(
                    model,
                    before -> (strikes == 0
                                    ? before
                                    : before.struck(attempt.slot().digest(), strikes))
                            .trying(null));
            trial.journey().end(Event.TAKEN_OFF, code, why);
            ledger.change(model, before -> before.settledAt(attempt.generation()));
        } catch (UpdateFailure e) {
            LOG.warn("{} went back, but the state could not be saved: {}", model, e.detail());
            trial.journey().end(Event.TAKEN_OFF, code, why);
        }
        return true;
    }

    private void serveBefore(ModelName model, ModelSlots slots) {
        var active = slots.active();
        if (active == null) {
            ports.host().retire(model);
            return;
        }
        try {
            ports.host().serve(model, active);
        } catch (UpdateFailure e) {
            // the one on trial goes on answering: a doubtful model beats none, and the server sees what runs
            LOG.error("{} could not go back to {}: {}", model, active.digest().brief(), e.detail());
        }
    }

    /** A clean stop in a trial is nobody's fault. */
    void forgiveAll() {
        for (var model : live.keySet()) {
            try {
                ledger.change(model, slots -> {
                    var attempt = slots.attempt();
                    return attempt == null ? slots : slots.trying(attempt.forgiven());
                });
            } catch (UpdateFailure e) {
                LOG.warn("{}: a clean stop counts as a crash: {}", model, e.detail());
            }
        }
    }

    private long attemptGeneration(ModelName model) {
        var attempt = ledger.state().slots(model).attempt();
        return attempt == null ? 0 : attempt.generation();
    }
}
