package io.modelferry.agent.serving;

/** A request that gets an error status. {@code message} is for the caller's log. */
final class Problem extends Exception {

    static final int BAD_REQUEST = 400;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int TOO_LARGE = 413;
    static final int FAILED = 500;
    static final int BUSY = 503;

    private final int status;

    Problem(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    static Problem badRequest(String message) {
        return new Problem(BAD_REQUEST, message);
    }
}
