package io.modelferry.optimizer.acceptance;

/** An acceptance set that cannot be used. The message is safe to show and names the entry. */
public final class BadAcceptanceSet extends Exception {

    /** Why, stable and for machines. */
    public enum Reason {
        NOT_NPZ,
        TOO_LARGE,
        BAD_ARRAY,
        UNEQUAL_CASES,
        DOES_NOT_FIT
    }

    private final Reason reason;

    public BadAcceptanceSet(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
