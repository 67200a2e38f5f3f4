package io.modelferry.agent.update;

import io.modelferry.agent.update.ModelSlots.Attempt;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a start does with the state it finds: the old model or the new one answers, never none that could. */
final class Boot {

    private static final Logger LOG = LoggerFactory.getLogger(Boot.class);

    private final Ledger ledger;
    private final Ports ports;
    private final Trials trials;

    Boot(Ledger ledger, Ports ports, Trials trials) {
        this.ledger = ledger;
        this.ports = ports;
        this.trials = trials;
    }

    void run() {
        for (var slots : ledger.state().models()) {
            try {
                recover(slots);
            } catch (UpdateFailure e) {
                LOG.error("{}: state could not be saved at boot: {}", slots.model(), e.detail());
            } catch (RuntimeException e) {
                LOG.error("{}: a bug at boot; other models go on", slots.model(), e);
            }
        }
    }

    private void recover(ModelSlots slots) throws UpdateFailure {
        serveWhatCanBeServed(slots);
        var attempt = slots.attempt();
        if (attempt == null) {
            return;
        }
        switch (attempt.phase()) {
            case PROBE -> judgeProbe(slots, attempt);
            case TRIAL -> trials.resume(slots.model(), attempt);
        }
    }

    /** Answers first and saves later: on a full or broken disk the model before answers all the same. */
    private void serveWhatCanBeServed(ModelSlots slots) {
        var lost = 0;
        for (var slot = slots.active(); slot != null; slot = lost == 1 ? slots.previous() : null) {
            if (serves(slots, slot)) {
                break;
            }
            lost++;
        }
        for (var i = 0; i < lost; i++) {
            ledger.learn(slots.model(), ModelSlots::withoutActive);
        }
    }

    private boolean serves(ModelSlots slots, Slot slot) {
        try {
            if (ports.blobs().holdsIntact(slot.digest())) {
                ports.host().serve(slots.model(), slot);
                return true;
            }
            LOG.error("{}: {} is gone or rotten", slots.model(), slot.digest().brief());
        } catch (UpdateFailure e) {
            LOG.error("{}: {} does not load: {}", slots.model(), slot.digest().brief(), e.detail());
        }
        return false;
    }

    private void judgeProbe(ModelSlots slots, Attempt attempt) throws UpdateFailure {
        if (attempt.count() < ModelSlots.STRIKES_OUT) {
            return; // the goal is taken up again and counts on
        }
        var digest = attempt.slot().digest();
        ledger.change(
                slots.model(),
                before -> before.struck(digest, ModelSlots.STRIKES_OUT).trying(null));
        ports.events()
                .record(new EventLog.Step(
                        attempt.generation(),
                        slots.model(),
                        digest,
                        UpdateState.FAILED,
                        FailureCode.PROBE_CRASHED,
                        "the agent died %d times while it loaded this file".formatted(attempt.count()),
                        Transfer.NONE));
        ledger.change(slots.model(), before -> before.settledAt(attempt.generation()));
    }
}
