package io.modelferry.agent.update;

import io.modelferry.agent.update.ModelSlots.Attempt;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a start does with the state it finds: the old model or the new one answers, never none that could. */
final class Boot {

    private static final Logger LOG = LoggerFactory.getLogger(Boot.class);

    private final Ledger ledger;
    private final Ports ports;
    private final Trials trials;

    /** Active files that the disk did not give, with nothing else to answer: they are not lost, it may give them yet. */
    private final Map<ModelName, Slot> unread = new HashMap<>();

    private final Backoff patience;

    Boot(Ledger ledger, Ports ports, Trials trials) {
        this.ledger = ledger;
        this.ports = ports;
        this.trials = trials;
        this.patience = new Backoff(ports.retry(), ports.random(), ports.ticks());
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

    /** Time has passed. */
    void lookAgain() {
        if (unread.isEmpty() || !patience.due()) {
            return;
        }
        patience.failed();
        for (var entry : Map.copyOf(unread).entrySet()) {
            var model = entry.getKey();
            var slots = ledger.state().slots(model);
            unread.remove(model);
            if (slots.runs(entry.getValue().digest()) && !trials.serves(model)) {
                serveWhatCanBeServed(slots);
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
        var unreadable = false;
        for (var slot = slots.active(); slot != null; slot = lost == 1 ? slots.previous() : null) {
            var found = serve(slots, slot);
            if (found == Found.SERVES) {
                forget(slots, lost);
                return;
            }
            unreadable |= found == Found.UNREADABLE;
            lost++;
        }
        if (unreadable && slots.active() != null) {
            unread.put(slots.model(), slots.active());
        } else {
            forget(slots, lost);
        }
    }

    private void forget(ModelSlots slots, int lost) {
        for (var i = 0; i < lost; i++) {
            ledger.learn(slots.model(), ModelSlots::withoutActive);
        }
    }

    private enum Found {
        SERVES,
        LOST,
        UNREADABLE
    }

    private Found serve(ModelSlots slots, Slot slot) {
        try {
            if (ports.blobs().holdsIntact(slot.digest())) {
                ports.host().serve(slots.model(), slot);
                return Found.SERVES;
            }
            LOG.error("{}: {} is gone or rotten", slots.model(), slot.digest().brief());
            return Found.LOST;
        } catch (UpdateFailure e) {
            LOG.error("{}: {} does not load: {}", slots.model(), slot.digest().brief(), e.detail());
            return e.code().remedy() == FailureCode.Remedy.RETRY ? Found.UNREADABLE : Found.LOST;
        }
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
