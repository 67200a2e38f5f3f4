package io.modelferry.protocol.tuf;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A document with its signatures (TUF 4.2). The bytes are those that came, to the last blank: other documents hash them.
 *
 * @param <T> which of the four
 */
public final class Signed<T extends Metadata> {

    private static final byte[] SIGNED = ",\"signed\":".getBytes(StandardCharsets.UTF_8);

    private final T body;
    private final JsonObject envelope;
    private final List<RoleSignature> signatures;
    private final byte[] bytes;

    /** @param sig hexadecimal as it came; one that is not counts for nothing */
    private record RoleSignature(String keyid, String sig) {

        Optional<byte[]> value() {
            try {
                return Optional.of(HexFormat.of().parseHex(sig));
            } catch (IllegalArgumentException noHex) {
                return Optional.empty();
            }
        }

        JsonObject json() {
            return JsonObject.builder().put("keyid", keyid).put("sig", sig).build();
        }
    }

    private Signed(T body, JsonObject envelope, byte[] bytes) {
        this.body = body;
        this.envelope = envelope;
        this.signatures = envelope.objects("signatures").stream()
                .map(signature -> new RoleSignature(signature.text("keyid"), signature.text("sig")))
                .toList();
        this.bytes = bytes;
        requireOneOfEachKey();
    }

    /** TUF 4.2: a key id that stands twice among the signatures is refused, even where one would have been enough. */
    private void requireOneOfEachKey() {
        var seen = new HashSet<String>();
        for (var signature : signatures) {
            if (!seen.add(signature.keyid())) {
                throw new MalformedMessage("two signatures by one key id");
            }
        }
    }

    /**
     * Believes nothing yet.
     *
     * @throws MalformedMessage if it is not a {@code type}
     */
    public static <T extends Metadata> Signed<T> read(byte[] bytes, Class<T> type) {
        var envelope = StrictJson.read(bytes);
        var body = Metadata.read(envelope.object("signed"));
        if (!type.isInstance(body)) {
            throw new MalformedMessage(
                    "a %s where a %s should stand".formatted(body.getClass().getSimpleName(), type.getSimpleName()));
        }
        return new Signed<>(type.cast(body), envelope, bytes.clone());
    }

    /** @param keys may be none: a document that waits for its signatures */
    public static <T extends Metadata> Signed<T> of(T body, List<SigningKey> keys) {
        var unsigned = sealed(body, JsonObject.builder().put("signed", body.json()), List.of());
        return keys.stream().reduce(unsigned, Signed::signedAlsoBy, (one, other) -> other);
    }

    /** With this key's signature, in the place of an older one by it. */
    public Signed<T> signedAlsoBy(SigningKey key) {
        var keyid = Key.of(key.publicHalf()).id();
        var all = new ArrayList<>(signatures);
        all.removeIf(signature -> signature.keyid().equals(keyid));
        all.add(new RoleSignature(keyid, HexFormat.of().formatHex(key.sign(canonical()))));
        return withSignatures(all);
    }

    private static <T extends Metadata> Signed<T> sealed(
            T body, JsonObject.Builder rest, List<RoleSignature> signatures) {
        var items = new JsonValue.Items(
                List.copyOf(signatures.stream().map(RoleSignature::json).toList()));
        var envelope = rest.put("signatures", items).build();
        return new Signed<>(body, envelope, CanonicalJson.text(envelope));
    }

    /**
     * With those signatures of another copy, too, whose keys have not signed this one.
     *
     * @throws IllegalArgumentException if the other says something else
     */
    public Signed<T> signedAlsoAs(Signed<?> other) {
        if (!saysTheSameAs(other)) {
            throw new IllegalArgumentException("signatures of another document");
        }
        var all = new ArrayList<>(signatures);
        var here = signatures.stream().map(RoleSignature::keyid).toList();
        other.signatures.stream()
                .filter(signature -> !here.contains(signature.keyid()))
                .forEach(all::add);
        return withSignatures(all);
    }

    /** Without the signatures of all other keys. */
    public Signed<T> signedOnlyBy(Set<String> keyids) {
        return withSignatures(signatures.stream()
                .filter(signature -> keyids.contains(signature.keyid()))
                .toList());
    }

    private Signed<T> withSignatures(List<RoleSignature> other) {
        return sealed(body, JsonObject.builder().putAll(envelope.without(Set.of("signatures"))), other);
    }

    /** Whether the same words are signed, whoever has signed them. */
    public boolean saysTheSameAs(Signed<?> other) {
        return Arrays.equals(canonical(), other.canonical());
    }

    /** What is signed (TUF 4.2). Made when it is asked for: a device with ten thousand targets hardly ever needs it. */
    private byte[] canonical() {
        return CanonicalJson.of(envelope.object("signed"));
    }

    /**
     * The signed part as it stands in the bytes, where it comes last, as it does in everything that we write. It is canonical unless a string
     * holds a control character. A signature over it is one over what was read, so no canonical form has to be made to verify that.
     */
    private Optional<byte[]> signedPartAsItCame() {
        var rest = CanonicalJson.text(envelope.without(Set.of("signed")));
        var from = rest.length - 1 + SIGNED.length;
        var to = bytes.length - 1;
        return from < to
                        && Arrays.equals(bytes, 0, rest.length - 1, rest, 0, rest.length - 1)
                        && Arrays.equals(bytes, rest.length - 1, from, SIGNED, 0, SIGNED.length)
                        && bytes[to] == '}'
                ? Optional.of(Arrays.copyOfRange(bytes, from, to))
                : Optional.empty();
    }

    public T body() {
        return body;
    }

    /** As they came, or as they are to be served. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Of the bytes, lower-case hexadecimal. */
    public String sha256() {
        return Key.sha256(bytes);
    }

    /**
     * Whether as many keys of the role have signed as it asks for. A key counts once, whatever ids it stands under and however
     * often (TUF 5.3.4, 5.4.2, 5.5.3, 5.6.3); signatures by others count for nothing and do no harm.
     *
     * @param keys of the document that names the role, by id
     */
    public boolean isSignedBy(RoleKeys role, Map<String, Key> keys) {
        return signers(role, keys).size() >= role.threshold();
    }

    /** Ids of the role's keys that have signed. A key that stands under two ids is there once. */
    public Set<String> signers(RoleKeys role, Map<String, Key> keys) {
        var ids = new HashMap<String, String>(); // by the key itself
        var message = new Message();
        for (var signature : signatures) {
            var key = keys.get(signature.keyid());
            if (key != null
                    && role.keyids().contains(signature.keyid())
                    && signature
                            .value()
                            .filter(sig -> message.isSigned(key, sig))
                            .isPresent()) {
                ids.putIfAbsent(key.value(), signature.keyid());
            }
        }
        return Set.copyOf(ids.values());
    }

    /** What a signature may be over, each form made once, the second only where the first does not verify. */
    private final class Message {

        private final Optional<byte[]> asItCame = signedPartAsItCame();
        private byte @Nullable [] canonical;

        boolean isSigned(Key key, byte[] signature) {
            return asItCame.filter(part -> key.verifies(part, signature)).isPresent()
                    || key.verifies(canonical(), signature);
        }

        private byte[] canonical() {
            var made = canonical == null ? Signed.this.canonical() : canonical;
            canonical = made;
            return made;
        }
    }
}
