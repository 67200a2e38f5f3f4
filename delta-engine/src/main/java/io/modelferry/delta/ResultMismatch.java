package io.modelferry.delta;

/** Every section decoded, yet the result is not the file that the delta promised. The result was deleted. */
public final class ResultMismatch extends DeltaException {

    private static final long serialVersionUID = 1L;

    private final transient Sha256 expected;
    private final transient Sha256 actual;

    public ResultMismatch(Sha256 expected, Sha256 actual) {
        super("the delta promises " + expected + ", the result is " + actual);
        this.expected = expected;
        this.actual = actual;
    }

    public Sha256 expected() {
        return expected;
    }

    public Sha256 actual() {
        return actual;
    }
}
