package io.modelferry.agent.tuf;

import org.jspecify.annotations.Nullable;

/** Metadata, or a target, that is not believed. What was trusted before still is; nothing of what came has been kept. */
public final class MetadataRefused extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Reason {
        /** Not a document of its role. */
        MALFORMED,
        /** Fewer keys have signed than must. */
        NOT_SIGNED,
        /** Older than what was trusted before. */
        ROLLBACK,
        /** Once valid; an attacker who keeps newer metadata back shows this. */
        EXPIRED,
        /** Not the one that the document above it lists. */
        MISMATCH,
        /** The repository does not have it. */
        ABSENT,
        /** Longer than it may be. */
        TOO_LONG
    }

    private final String clause;
    private final String role;
    private final Reason reason;

    MetadataRefused(String clause, String role, Reason reason, String detail) {
        this(clause, role, reason, detail, null);
    }

    MetadataRefused(String clause, String role, Reason reason, String detail, @Nullable Throwable cause) {
        super("%s: %s (TUF %s)".formatted(role, detail, clause), cause);
        this.clause = clause;
        this.role = role;
        this.reason = reason;
    }

    /** Of the specification, for example {@code 5.4.3.1}. */
    public String clause() {
        return clause;
    }

    public String role() {
        return role;
    }

    public Reason reason() {
        return reason;
    }
}
