package io.modelferry.delta.entropy;

/** Coded bytes end before what they promise, or hold what no encoder writes. */
public final class CutShort extends Exception {

    private static final long serialVersionUID = 1L;

    public CutShort(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
