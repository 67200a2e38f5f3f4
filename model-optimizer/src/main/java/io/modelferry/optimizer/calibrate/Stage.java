package io.modelferry.optimizer.calibrate;

/** Hears how far long work is. */
@FunctionalInterface
public interface Stage {

    /** Hears nothing. */
    Stage SILENT = (what, done, of) -> {};

    /** @param what is being done, for people; {@code done} of {@code of} steps are behind */
    void at(String what, int done, int of);
}
