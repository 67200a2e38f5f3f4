package io.modelferry.control.platform;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A request that is refused in words. Becomes an RFC 9457 problem: {@code type = urn:modelferry:problem:<code>}, the status, the
 * detail and, where one is to blame, the {@code field} of the request. Whoever throws it has left nothing behind.
 */
public final class Refusal extends RuntimeException {

    private final String code;
    private final HttpStatus status;
    private final Map<String, Object> facts;

    /**
     * @param code stable and kebab-case, for machines, for example {@code version-exists}
     * @param detail for a person: what is wrong and what to do next
     */
    public Refusal(HttpStatus status, String code, String detail) {
        this(status, code, detail, Map.of());
    }

    /** @param facts members that the problem carries beside its detail */
    public Refusal(HttpStatus status, String code, String detail, Map<String, ?> facts) {
        super(detail);
        this.status = status;
        this.code = code;
        this.facts = Map.copyOf(facts);
    }

    public static Refusal notFound(String what, Object id) {
        return new Refusal(HttpStatus.NOT_FOUND, what + "-not-found", "There is no " + what + " '" + id + "'.");
    }

    public static Refusal invalid(String code, String detail) {
        return new Refusal(HttpStatus.UNPROCESSABLE_CONTENT, code, detail);
    }

    /** @param facts members that the problem carries beside its detail, for example {@code field} and {@code position} */
    public static Refusal invalid(String code, String detail, Map<String, ?> facts) {
        return new Refusal(HttpStatus.UNPROCESSABLE_CONTENT, code, detail, facts);
    }

    public static Refusal conflict(String code, String detail) {
        return new Refusal(HttpStatus.CONFLICT, code, detail);
    }

    /** @param facts members that the problem carries beside its detail */
    public static Refusal conflict(String code, String detail, Map<String, ?> facts) {
        return new Refusal(HttpStatus.CONFLICT, code, detail, facts);
    }

    /** The same with the field or parameter of the request that is to blame, for machines. */
    public Refusal about(String name) {
        return new Refusal(status, code, detail(), Map.of("field", name));
    }

    /** Null if no single one is to blame. */
    public @Nullable Object field() {
        return facts.get("field");
    }

    public String code() {
        return code;
    }

    public HttpStatus status() {
        return status;
    }

    public Map<String, Object> facts() {
        return facts;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
