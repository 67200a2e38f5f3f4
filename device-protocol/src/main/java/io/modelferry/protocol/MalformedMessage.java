package io.modelferry.protocol;

/** Something that came over the wire does not have the form this protocol gives it. The message is safe to log. */
public final class MalformedMessage extends IllegalArgumentException {

    private static final int SHOWN = 80;

    public MalformedMessage(String what, String value, String expected) {
        super("%s '%s' does not match %s".formatted(what, printable(value), expected));
    }

    public MalformedMessage(String reason) {
        super(reason);
    }

    public MalformedMessage(String reason, Throwable cause) {
        super(reason, cause);
    }

    private static String printable(String value) {
        var shown = value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
