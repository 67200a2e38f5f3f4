package io.modelferry.protocol.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.modelferry.protocol.key.VerificationKey;
import io.modelferry.protocol.trust.Envelope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of an export: first the head, then every checkpoint, then every entry by its place. Exactly one of the three is set.
 *
 * @param checkpoint a signed {@link AuditCheckpoint}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditLine(
        @Nullable Head head,
        @Nullable Envelope checkpoint,
        @Nullable AuditRecord entry) {

    /** @param key that signs checkpoints, as the server says; compare it with the one that was written down */
    public record Head(VerificationKey key, Instant exportedAt) {}

    public static AuditLine of(Head head) {
        return new AuditLine(head, null, null);
    }

    public static AuditLine of(Envelope checkpoint) {
        return new AuditLine(null, checkpoint, null);
    }

    public static AuditLine of(AuditRecord entry) {
        return new AuditLine(null, null, entry);
    }
}
