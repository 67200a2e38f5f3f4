package io.modelferry.optimizer.acceptance;

/** An acceptance set that cannot be used. The message is safe to show and names the entry. */
public final class BadAcceptanceSet extends Exception {

    /** Why, stable and for machines. */
    public enum Reason {
        NOT_NPZ("not-npz"),
        TOO_LARGE("acceptance-too-large"),
        BAD_ARRAY("bad-array"),
        UNEQUAL_CASES("unequal-cases"),
        DOES_NOT_FIT("acceptance-does-not-fit");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
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
