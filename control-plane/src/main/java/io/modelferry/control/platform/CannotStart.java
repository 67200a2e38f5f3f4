package io.modelferry.control.platform;

import org.jspecify.annotations.Nullable;

/** The control plane cannot start, for a reason that a person can mend. The message is one line that says how. */
public final class CannotStart extends RuntimeException {

    public CannotStart(String line) {
        super(line);
    }

    public CannotStart(String line, @Nullable Throwable cause) {
        super(line, cause);
    }
}
