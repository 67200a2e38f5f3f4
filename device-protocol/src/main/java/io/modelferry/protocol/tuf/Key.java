package io.modelferry.protocol.tuf;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.trust.VerificationKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A public key as metadata names it. Its id is the SHA-256 of its canonical form, fields we do not know included (TUF 4.2).
 * <p>A key whose scheme is not known here, or whose value is none, is kept and verifies nothing.
 */
public final class Key {

    private static final int ED25519_BYTES = 32;

    private final JsonObject json;
    private final String id;
    private final String value;
    private final @Nullable Verifier verifier;

    private Key(JsonObject json) {
        this.json = json;
        this.id = sha256(CanonicalJson.of(json));
        this.value = json.object("keyval").text("public");
        this.verifier = Verifier.of(json.text("keytype"), json.text("scheme"), value);
    }

    /** @throws MalformedMessage if a field is missing */
    static Key read(JsonObject json) {
        return new Key(json);
    }

    /** @throws MalformedMessage if a key stands under another id than its own (TUF 4.3) */
    static Map<String, Key> read(JsonObject json, String member) {
        var keys = new TreeMap<String, Key>();
        json.object(member).forEachObject((id, key) -> keys.put(id, readAs(id, key)));
        return keys;
    }

    private static Key readAs(String id, JsonObject json) {
        var key = read(json);
        if (!key.id.equals(id)) {
            throw new MalformedMessage("key id", id, "the id of its key");
        }
        return key;
    }

    static JsonObject json(Map<String, Key> keys) {
        var json = JsonObject.builder();
        keys.forEach((id, key) -> json.put(id, key.json));
        return json.build();
    }

    public static Key of(VerificationKey ed25519) {
        var encoded = Base64.getDecoder().decode(ed25519.encoded());
        var bytes = HexFormat.of().formatHex(encoded, encoded.length - ED25519_BYTES, encoded.length);
        return new Key(JsonObject.builder()
                .put("keytype", "ed25519")
                .put("scheme", "ed25519")
                .put("keyval", JsonObject.builder().put("public", bytes).build())
                .build());
    }

    /** 64 lower-case hexadecimal digits. */
    public String id() {
        return id;
    }

    public JsonObject json() {
        return json;
    }

    /** One key cannot count as two by an invented field beside it. */
    String value() {
        return value;
    }

    boolean verifies(byte[] message, byte[] signature) {
        return verifier != null && verifier.verifies(message, signature);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Key that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "Key[" + id + "]";
    }
}
