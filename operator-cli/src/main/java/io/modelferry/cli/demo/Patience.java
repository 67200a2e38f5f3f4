package io.modelferry.cli.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for things to happen in other processes, and notices when one of those has died. */
final class Patience {

    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    private final Household household;

    Patience(Household household) {
        this.household = household;
    }

    /** Something that may not be there yet. */
    interface Glimpse<T> {
        Optional<T> look() throws StepFailed;
    }

    /** What is still missing, for the message. */
    interface Excuse {
        String say();
    }

    /** @throws StepFailed when it did not happen in time, or a process of ours died meanwhile */
    <T> T await(String what, Duration atMost, Glimpse<T> glimpse, Excuse excuse) throws StepFailed {
        var began = System.nanoTime();
        while (true) {
            var seen = glimpse.look();
            if (seen.isPresent()) {
                return seen.get();
            }
            household.requireAllAlive();
            if (System.nanoTime() - began > atMost.toNanos()) {
                throw new StepFailed(
                        "%s did not happen within %d s: %s".formatted(what, atMost.toSeconds(), excuse.say()));
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new StepFailed("interrupted while waiting: " + what);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
