package io.modelferry.simulator.replay;

import java.util.concurrent.atomic.LongAdder;

/** What all devices of a process have answered. */
public final class Tally {

    private final LongAdder inferences = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder labelled = new LongAdder();
    private final LongAdder correct = new LongAdder();

    void answered() {
        inferences.increment();
    }

    void labelled(boolean right) {
        labelled.increment();
        if (right) {
            correct.increment();
        }
    }

    void failed() {
        errors.increment();
    }

    public long inferences() {
        return inferences.sum();
    }

    public long errors() {
        return errors.sum();
    }

    public long labelled() {
        return labelled.sum();
    }

    public long correct() {
        return correct.sum();
    }
}
