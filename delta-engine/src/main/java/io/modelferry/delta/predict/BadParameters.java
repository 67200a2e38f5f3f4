package io.modelferry.delta.predict;

/** Parameters of a prediction that no generator writes. */
public final class BadParameters extends Exception {

    private static final long serialVersionUID = 1L;

    public BadParameters(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
