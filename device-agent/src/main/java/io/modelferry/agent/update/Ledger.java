package io.modelferry.agent.update;

import io.modelferry.protocol.ModelName;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device's state in memory, never ahead of the one that is durable, but for what a boot would find out again. */
final class Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private final Slots slots;
    private volatile DeviceState state;

    Ledger(Slots slots) {
        this.slots = slots;
        this.state = slots.load();
    }

    DeviceState state() {
        return state;
    }

    /** Saves first, then lets anybody see it. */
    synchronized void change(UnaryOperator<DeviceState> change) throws UpdateFailure {
        var next = change.apply(state);
        if (!next.equals(state)) {
            slots.save(next);
            state = next;
        }
    }

    /** Facts that another boot would find out again: true in memory even where they cannot be saved now. */
    synchronized void learn(ModelName model, UnaryOperator<ModelSlots> fact) {
        try {
            change(model, fact);
        } catch (UpdateFailure e) {
            LOG.warn("{}: true, but not saved: {}", model, e.detail());
            state = state.with(fact.apply(state.slots(model)));
        }
    }

    void change(ModelName model, UnaryOperator<ModelSlots> change) throws UpdateFailure {
        change(before -> before.with(change.apply(before.slots(model))));
    }
}
