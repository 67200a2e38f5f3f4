package io.modelferry.protocol.key;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.modelferry.protocol.MalformedMessage;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** An Ed25519 public key. On the wire: base64 of its X.509 SubjectPublicKeyInfo. */
public final class VerificationKey {

    private final PublicKey key;
    private final String id;

    private VerificationKey(PublicKey key) {
        this.key = key;
        this.id = keyId(key);
    }

    public static VerificationKey of(PublicKey key) {
        return new VerificationKey(key);
    }

    /** @throws MalformedMessage if it is not an Ed25519 key */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static VerificationKey parse(String base64) {
        try {
            var spec = new X509EncodedKeySpec(Base64.getDecoder().decode(base64));
            return new VerificationKey(KeyFactory.getInstance("Ed25519").generatePublic(spec));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new MalformedMessage("not an Ed25519 public key", e);
        }
    }

    /** Hexadecimal SHA-256 of the encoded key. */
    public String id() {
        return id;
    }

    @JsonValue
    public String encoded() {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    public boolean verifies(byte[] signed, byte[] sig) {
        try {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(sig);
        } catch (SignatureException | InvalidKeyException refused) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no Ed25519", e);
        }
    }

    private static String keyId(PublicKey key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
