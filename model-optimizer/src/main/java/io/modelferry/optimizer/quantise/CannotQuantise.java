package io.modelferry.optimizer.quantise;

/** The model as a whole cannot be quantised. Names the node or tensor that stands in the way. */
public final class CannotQuantise extends Exception {

    public CannotQuantise(String reason) {
        super(reason);
    }
}
