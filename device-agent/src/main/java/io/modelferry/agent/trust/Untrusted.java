package io.modelferry.agent.trust;

import io.modelferry.protocol.report.FailureCode;

/** A document or an assignment that this device does not act on. Nothing of it has been used. */
public final class Untrusted extends Exception {

    private final FailureCode code;

    public Untrusted(FailureCode code, String detail) {
        super(detail);
        this.code = code;
    }

    public FailureCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
