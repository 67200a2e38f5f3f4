package io.modelferry.delta;

/** The file to be patched is not the one that the delta was made from. Nothing was written. */
public final class BaseMismatch extends DeltaException {

    private static final long serialVersionUID = 1L;

    private final transient Sha256 expected;
    private final transient Sha256 actual;

    public BaseMismatch(Sha256 expected, Sha256 actual) {
        super("the delta patches " + expected + ", the base is " + actual);
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
