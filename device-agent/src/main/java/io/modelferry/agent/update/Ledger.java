package io.modelferry.agent.update;

import io.modelferry.protocol.ModelName;
import java.util.function.UnaryOperator;

/** The device's state in memory, never ahead of the one that is durable. */
final class Ledger {

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

    void change(ModelName model, UnaryOperator<ModelSlots> change) throws UpdateFailure {
        change(before -> before.with(change.apply(before.slots(model))));
    }
}
