package io.modelferry.agent.update;

import io.modelferry.protocol.report.FailureCode;
import org.jspecify.annotations.Nullable;

/** A step that did not succeed, with the code that names its remedy. What ran before still runs. */
public final class UpdateFailure extends Exception {

    private final FailureCode code;

    public UpdateFailure(FailureCode code, String detail) {
        this(code, detail, null);
    }

    public UpdateFailure(FailureCode code, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.code = code;
    }

    public FailureCode code() {
        return code;
    }

    /** For a person; no inputs, no secrets. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
