package io.modelferry.simulator.load;

import io.modelferry.simulator.mqtt.HiveLink;
import java.util.UUID;

/** One device's line and its place in the numbering of windows. Used by one thread. */
final class Sender {

    private final HiveLink line;
    private final UUID boot;
    private long sent;

    Sender(HiveLink line, UUID boot) {
        this.line = line;
        this.boot = boot;
    }

    HiveLink line() {
        return line;
    }

    UUID boot() {
        return boot;
    }

    long nextSequence() {
        return ++sent;
    }
}
