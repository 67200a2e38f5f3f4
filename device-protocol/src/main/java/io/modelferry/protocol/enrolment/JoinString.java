package io.modelferry.protocol.enrolment;

import io.modelferry.protocol.MalformedMessage;
import java.util.regex.Pattern;

/**
 * What an operator hands to a new machine: {@code ferry1:<sha-256 of the CA certificate, hex>:<token>}. The fingerprint pins
 * the server before the machine knows anybody.
 */
public record JoinString(String caFingerprint, String token) {

    private static final Pattern FORM = Pattern.compile("ferry1:([0-9a-f]{64}):([A-Za-z0-9_-]{20,128})");

    public static JoinString parse(String text) {
        var parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw new MalformedMessage("not a join string: it looks like ferry1:<64 hex digits>:<token>");
        }
        return new JoinString(parts.group(1), parts.group(2));
    }

    /** The whole string, secret included: show it once, never log it. */
    public String reveal() {
        return "ferry1:" + caFingerprint + ":" + token;
    }

    @Override
    public String toString() {
        return "JoinString[" + caFingerprint + ", …]";
    }
}
