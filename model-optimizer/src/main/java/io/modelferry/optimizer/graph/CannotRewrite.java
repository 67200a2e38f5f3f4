package io.modelferry.optimizer.graph;

/** The model as a whole cannot take this form. The message names the node or tensor that stands in the way. */
public final class CannotRewrite extends Exception {

    public CannotRewrite(String reason) {
        super(reason);
    }
}
