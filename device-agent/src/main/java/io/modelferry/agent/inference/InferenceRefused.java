package io.modelferry.agent.inference;

/** A request without an answer, sorted by whose turn it is. */
public abstract sealed class InferenceRefused extends Exception {

    private InferenceRefused(String message) {
        super(message);
    }

    /** No model of that name answers here. */
    public static final class NoSuchModel extends InferenceRefused {
        public NoSuchModel(String message) {
            super(message);
        }
    }

    /** The caller's inputs do not fit the model. */
    public static final class BadInput extends InferenceRefused {
        public BadInput(String message) {
            super(message);
        }
    }

    /** Too much at once: come back in a moment. */
    public static final class Overloaded extends InferenceRefused {
        public Overloaded(String message) {
            super(message);
        }
    }

    /** The model is being replaced, and two of it do not fit in memory. */
    public static final class Paused extends InferenceRefused {
        public Paused(String message) {
            super(message);
        }
    }

    /** The model or the runtime failed, or the result is no number. */
    public static final class ModelFailed extends InferenceRefused {
        public ModelFailed(String message) {
            super(message);
        }
    }
}
