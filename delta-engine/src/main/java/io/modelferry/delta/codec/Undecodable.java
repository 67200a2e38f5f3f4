package io.modelferry.delta.codec;

/** Stored bytes that do not decode to what was promised. Whoever knows where they lie turns it into a {@code MalformedDelta}. */
public final class Undecodable extends Exception {

    private static final long serialVersionUID = 1L;

    public Undecodable(String reason) {
        super(reason);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
