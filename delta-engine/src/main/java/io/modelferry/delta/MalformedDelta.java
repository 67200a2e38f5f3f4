package io.modelferry.delta;

/** The delta breaks the format: damaged, cut short, foreign, of a newer version, or hostile. */
public final class MalformedDelta extends DeltaException {

    private static final long serialVersionUID = 1L;

    private final long offset;
    private final String reason;

    /** @param offset where in the delta file the offending field, directory or chunk begins, in bytes */
    public MalformedDelta(long offset, String reason) {
        super("malformed delta at byte " + offset + ": " + reason);
        this.offset = offset;
        this.reason = reason;
    }

    public long offset() {
        return offset;
    }

    public String reason() {
        return reason;
    }
}
