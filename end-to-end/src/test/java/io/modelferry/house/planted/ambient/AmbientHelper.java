package io.modelferry.house.planted.ambient;

import java.time.Instant;
import java.util.Random;

/** Violates: reads the clock, makes its own randomness, ends the process, starts a virtual thread, and is called a helper. */
final class AmbientHelper {

    Instant when() {
        return Instant.now();
    }

    int chance() {
        return new Random().nextInt();
    }

    void work() {
        Thread.ofVirtual().start(() -> {});
    }

    void end() {
        System.exit(1);
    }
}
