package io.modelferry.agent.update;

import io.modelferry.agent.update.ModelSlots.Attempt;
import io.modelferry.agent.update.ModelSlots.Baseline;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.UpdateLife.Event;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.Spoken;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models on probation: each answers requests while the state file still names the one before as active. Confirming is one
 * save; going back is a swap to the file that never left.
 */
final class Trials {

    private static final Logger LOG = LoggerFactory.getLogger(Trials.class);

    private record Live(Journey journey, long since) {}

    private final Ledger ledger;
    private final Ports ports;
    private final Map<ModelName, Live> live = new HashMap<>();

    Trials(Ledger ledger, Ports ports) {
        this.ledger = ledger;
        this.ports = ports;
    }

    /** @throws UpdateFailure LOAD_FAILED (one strike, the old model still answers) or STORAGE_FAILED */
    void begin(Errand errand) throws UpdateFailure {
        var model = errand.model();
        var attempt = Attempt.onTrial(errand, baseline(model));
        ledger.change(model, slots -> slots.trying(attempt));
        var swap = swapTo(model, attempt);
        errand.journey()
                .swapped(
                        told(swap),
                        "on trial for " + Spoken.of(attempt.probation().window()));
        live.put(model, new Live(errand.journey(), ports.ticks().nanos()));
    }

    private @Nullable Baseline baseline(ModelName model) {
        var health = ports.host().health(model);
        var active = ledger.state().slots(model).active();
        return active == null || health.inferences() < TrialVerdict.ENOUGH_TO_MEASURE
                ? null
                : new Baseline(health.p95Micros(), health.sameAnswerShare());
    }

    private ModelHost.Swap swapTo(ModelName model, Attempt attempt) throws UpdateFailure {
        try {
            return ports.host().serve(model, attempt.slot());
        } catch (UpdateFailure e) {
            ledger.change(
                    model, slots -> slots.struck(attempt.slot().digest(), 1).trying(null));
            throw e;
        }
    }

    private static UpdateEvent.Swap told(ModelHost.Swap swap) {
        return new UpdateEvent.Swap(swap.loadMicros(), swap.pauseMicros(), swap.provider(), swap.reason());
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
        live.put(model, new Live(journey, ports.ticks().nanos()));
        try {
            requireIntact(attempt.slot());
            ports.host().serve(model, attempt.slot());
        } catch (UpdateFailure e) {
            var strikes = e.code().remedy() == FailureCode.Remedy.REFUSE ? 1 : 0;
            takeOff(model, e.code(), e.detail(), strikes);
        }
    }

    /** A file that rotted on the disk is not to blame for it: fetched again, it may be tried again. */
    private void requireIntact(Slot slot) throws UpdateFailure {
        if (!ports.blobs().holdsIntact(slot.digest())) {
            throw new UpdateFailure(FailureCode.STORAGE_FAILED, slot.digest().brief() + " is gone or rotten");
        }
    }

    boolean none() {
        return live.isEmpty();
    }

    boolean serves(ModelName model) {
        return live.containsKey(model);
    }

    /** @return whether anything ended */
    boolean judge() {
        var ended = false;
        for (var model : List.copyOf(live.keySet())) {
            ended |= judge(model);
        }
        return ended;
    }

    private boolean judge(ModelName model) {
        var trial = live.get(model);
        var attempt = ledger.state().slots(model).trial();
        if (trial == null || attempt == null) {
            return false;
        }
        var lasted = ports.ticks().since(trial.since());
        return switch (TrialVerdict.of(attempt.probation(), ports.host().health(model), attempt.before(), lasted)) {
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
        ledger.learn(
                model,
                before -> (strikes == 0 ? before : before.struck(attempt.slot().digest(), strikes)).trying(null));
        trial.journey().end(Event.TAKEN_OFF, code, why);
        ledger.learn(model, before -> before.settledAt(attempt.generation()));
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
