package io.modelferry.simulator.replay;

import io.modelferry.agent.update.ModelHost.Health;
import io.modelferry.agent.update.ModelSlots.Slot;
import java.util.concurrent.atomic.AtomicLong;

/** A recording that answers, and what it has answered so far. */
final class Serving {

    private final Slot slot;
    private final Recording recording;
    private final boolean ill;
    private final AtomicLong inferences = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();

    /** @param ill every request fails: a mishap of the weather */
    Serving(Slot slot, Recording recording, boolean ill) {
        this.slot = slot;
        this.recording = recording;
        this.ill = ill;
    }

    Slot slot() {
        return slot;
    }

    Recording recording() {
        return recording;
    }

    boolean ill() {
        return ill;
    }

    void answered() {
        inferences.incrementAndGet();
    }

    void failed() {
        errors.incrementAndGet();
    }

    Health health() {
        return new Health(inferences.get(), errors.get());
    }
}
