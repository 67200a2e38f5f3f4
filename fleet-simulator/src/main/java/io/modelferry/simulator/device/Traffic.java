package io.modelferry.simulator.device;

import java.util.concurrent.atomic.LongAdder;

/** Bytes of models, deltas and acceptance sets that really came over the wire, of all devices together. */
public final class Traffic {

    private final LongAdder bytes = new LongAdder();
    private final LongAdder failures = new LongAdder();

    void received(long count) {
        bytes.add(count);
    }

    void failed() {
        failures.increment();
    }

    public long bytes() {
        return bytes.sum();
    }

    /** Downloads that did not end with the file. */
    public long failures() {
        return failures.sum();
    }
}
