package io.modelferry.cli.server;

/** Why the control plane did not do what was asked, in one line. Each kind has its own exit code. */
public abstract sealed class ServerProblem extends RuntimeException {

    private final ExitCode exitCode;

    private ServerProblem(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public final ExitCode exitCode() {
        return exitCode;
    }

    /** The server understood and said no (RFC 9457). */
    public static final class Refused extends ServerProblem {

        private final String code;
        private final int status;

        /** @param code the problem's stable code, for example {@code version-exists} */
        Refused(ExitCode exitCode, int status, String code, String detail) {
            super(exitCode, detail + " (" + code + ")");
            this.status = status;
            this.code = code;
        }

        public String code() {
            return code;
        }

        public int status() {
            return status;
        }
    }

    /** Nobody answered, or the connection broke. */
    public static final class Unreachable extends ServerProblem {

        Unreachable(String message) {
            super(ExitCode.UNREACHABLE, message);
        }
    }

    /** Somebody answered, but not a control plane that we understand. */
    public static final class Misunderstood extends ServerProblem {

        Misunderstood(String message) {
            super(ExitCode.FAILED, message);
        }
    }
}
