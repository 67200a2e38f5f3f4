package io.modelferry.delta;

/**
 * A delta that was not applied. Sorted by remedy: {@link BaseMismatch} asks for another delta or the full model,
 * {@link MalformedDelta} for another download, {@link ResultMismatch} says that the delta itself was made wrong.
 * Whatever it is, no output was left behind.
 */
public abstract sealed class DeltaException extends Exception permits BaseMismatch, MalformedDelta, ResultMismatch {

    private static final long serialVersionUID = 1L;

    DeltaException(String message) {
        super(message);
    }
}
