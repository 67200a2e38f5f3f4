package io.modelferry.agent.update;

/** Time that only goes forward, from an origin of its own: a device's clock may stand at 1970, or jump in the middle of a trial. */
@FunctionalInterface
public interface Ticks {

    /** The machine's own. */
    Ticks REAL = System::nanoTime;

    /** Nanoseconds; only differences mean anything. */
    long nanos();
}
