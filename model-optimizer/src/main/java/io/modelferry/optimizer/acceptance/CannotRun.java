package io.modelferry.optimizer.acceptance;

/** ONNX Runtime cannot load or run the model. */
public final class CannotRun extends Exception {

    public CannotRun(String reason, Throwable cause) {
        super(reason, cause);
    }

    public CannotRun(String reason) {
        super(reason);
    }
}
