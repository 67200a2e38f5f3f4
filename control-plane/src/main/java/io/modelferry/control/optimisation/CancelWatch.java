package io.modelferry.control.optimisation;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Asks the database now and then, so that a cancel reaches whichever control plane does the work. */
final class CancelWatch implements BooleanSupplier {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final Run run;
    private final RunRows runs;
    private long looked = System.nanoTime() - LOOK_NANOS;

    CancelWatch(Run run, RunRows runs) {
        this.run = run;
        this.runs = runs;
    }

    @Override
    public boolean getAsBoolean() {
        if (System.nanoTime() - looked < LOOK_NANOS) {
            return false;
        }
        looked = System.nanoTime();
        return runs.cancelledBy(run.id()).isPresent();
    }
}
