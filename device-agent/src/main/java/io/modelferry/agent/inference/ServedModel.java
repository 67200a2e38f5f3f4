package io.modelferry.agent.inference;

import io.modelferry.agent.update.ModelHost.Health;
import io.modelferry.agent.update.ModelSlots.Slot;
import java.util.concurrent.atomic.LongAdder;

/** A session that answers, and what it has done so far. */
final class ServedModel {

    private final Slot slot;
    private final LeasedSession session;
    private final LongAdder inferences = new LongAdder();
    private final LongAdder errors = new LongAdder();

    ServedModel(Slot slot, LeasedSession session) {
        this.slot = slot;
        this.session = session;
    }

    Slot slot() {
        return slot;
    }

    LeasedSession session() {
        return session;
    }

    void answered() {
        inferences.increment();
    }

    void failed() {
        errors.increment();
    }

    Health health() {
        return new Health(inferences.sum(), errors.sum());
    }
}
