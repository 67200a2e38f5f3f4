package io.modelferry.delta;

/** Every section decoded, yet the result is not the file that the delta promised. The result was deleted. */
public final class ResultMismatch extends DeltaException {

    private static final long serialVersionUID = 1L;

    private final transient Sha256 expected;
    private final transient Sha256 actual;
    private final boolean resumed;

    public ResultMismatch(Sha256 expected, Sha256 actual) {
        this(expected, actual, false);
    }

    private ResultMismatch(Sha256 expected, Sha256 actual, boolean resumed) {
        super("the delta promises " + expected + ", the result is " + actual);
        this.expected = expected;
        this.actual = actual;
        this.resumed = resumed;
    }

    /** The same, of a result that began with what an earlier attempt had left. */
    public ResultMismatch afterResuming() {
        return new ResultMismatch(expected, actual, true);
    }

    /** Whether a part of the result was left by an earlier attempt: then that part may be to blame instead of the delta. */
    public boolean resumed() {
        return resumed;
    }

    public Sha256 expected() {
        return expected;
    }

    public Sha256 actual() {
        return actual;
    }
}
