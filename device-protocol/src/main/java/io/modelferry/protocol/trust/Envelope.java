package io.modelferry.protocol.trust;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.key.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A DSSE envelope: the signed bytes travel verbatim, so nobody has to agree on how JSON is written.
 *
 * @param payload the signed document's bytes (base64 on the wire)
 * @see <a href="https://github.com/secure-systems-lab/dsse/blob/v1.0.2/envelope.md">DSSE v1.0.2</a>
 */
public record Envelope(String payloadType, byte[] payload, List<Signature> signatures) {

    private static final int MAX_SIGNATURES = 16;

    public Envelope {
        signatures = List.copyOf(signatures);
        if (signatures.size() > MAX_SIGNATURES) {
            throw new MalformedMessage("more than " + MAX_SIGNATURES + " signatures");
        }
    }

    /** @param sig 64 bytes of Ed25519 over {@link #preAuthenticationEncoding} */
    public record Signature(String keyid, byte[] sig) {}

    public static Envelope sign(String payloadType, byte[] payload, SigningKey key) {
        var sig = key.sign(preAuthenticationEncoding(payloadType, payload));
        return new Envelope(payloadType, payload, List.of(new Signature(key.id(), sig)));
    }

    /**
     * The payload, once one of its signatures is proven to be by {@code key}.
     *
     * @throws BadSignature if none is, or the type is another
     */
    public byte[] verified(String expectedType, VerificationKey key) {
        return verified(expectedType, new GoalKeys(List.of(key), 1));
    }

    /**
     * The payload, once as many of the keys are proven to have signed it as must. A key counts once.
     *
     * @throws BadSignature if fewer have, or the type is another
     */
    public byte[] verified(String expectedType, GoalKeys signers) {
        if (!payloadType.equals(expectedType)) {
            throw new BadSignature("an envelope of type " + payloadType + " where " + expectedType + " should be");
        }
        var signed = preAuthenticationEncoding(payloadType, payload);
        var proven = signers.keys().stream()
                .filter(key -> isSignedBy(key, signed))
                .map(VerificationKey::id)
                .distinct()
                .count();
        if (proven < signers.threshold()) {
            throw new BadSignature("signed by %d of the keys that may, not by %d: %s"
                    .formatted(
                            proven,
                            signers.threshold(),
                            signers.keys().stream().map(VerificationKey::id).toList()));
        }
        return payload.clone();
    }

    private boolean isSignedBy(VerificationKey key, byte[] signed) {
        return signatures.stream()
                .filter(signature -> signature.keyid().equals(key.id()))
                .anyMatch(signature -> key.verifies(signed, signature.sig()));
    }

    /** Reads the payload as a document after {@link #verified(String, VerificationKey)}. */
    public <T> T open(String expectedType, VerificationKey key, Class<T> type) {
        return ProtocolJson.read(verified(expectedType, key), type);
    }

    /** Reads the payload as a document after {@link #verified(String, GoalKeys)}. */
    public <T> T open(String expectedType, GoalKeys signers, Class<T> type) {
        return ProtocolJson.read(verified(expectedType, signers), type);
    }

    // DSSE: PAE(type, body) = "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body
    static byte[] preAuthenticationEncoding(String type, byte[] body) {
        var typeBytes = type.getBytes(StandardCharsets.UTF_8);
        var head =
                ("DSSEv1 " + typeBytes.length + " " + type + " " + body.length + " ").getBytes(StandardCharsets.UTF_8);
        var encoded = new byte[head.length + body.length];
        System.arraycopy(head, 0, encoded, 0, head.length);
        System.arraycopy(body, 0, encoded, head.length, body.length);
        return encoded;
    }
}
