package io.modelferry.agent.serving;

import java.util.Map;

/** A request that gets an error status. {@code message} is for the caller's log. */
final class Problem extends Exception {

    static final int BAD_REQUEST = 400;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int TOO_LARGE = 413;
    static final int FAILED = 500;
    static final int BUSY = 503;

    private final int status;
    private final transient Map<String, String> headers;

    Problem(int status, String message) {
        this(status, message, Map.of());
    }

    private Problem(int status, String message, Map<String, String> headers) {
        super(message);
        this.status = status;
        this.headers = headers;
    }

    static Problem badRequest(String message) {
        return new Problem(BAD_REQUEST, message);
    }

    static Problem notAllowed(String allowed) {
        return new Problem(METHOD_NOT_ALLOWED, "only " + allowed + " here", Map.of("Allow", allowed));
    }

    /** Nothing was computed: come back after {@code seconds}. */
    static Problem busy(String message, int seconds) {
        return new Problem(BUSY, message, Map.of("Retry-After", String.valueOf(seconds)));
    }

    int status() {
        return status;
    }

    /** To be set on the response. */
    Map<String, String> headers() {
        return headers;
    }
}
