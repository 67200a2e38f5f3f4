package io.modelferry.protocol.audit;

import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.trust.Envelope;
import java.time.Instant;

/**
 * How long the chain was at a moment, and how it ended. Signed and kept outside the database, so that whoever rewrites the rows must
 * also forge a signature.
 *
 * @param seq of the last entry
 * @param hash of the last entry
 */
public record AuditCheckpoint(long seq, String hash, Instant at) {

    public static final String PAYLOAD_TYPE = "application/vnd.modelferry.audit-checkpoint+json";

    public Envelope signed(SigningKey key) {
        return Envelope.sign(PAYLOAD_TYPE, ProtocolJson.write(this), key);
    }
}
