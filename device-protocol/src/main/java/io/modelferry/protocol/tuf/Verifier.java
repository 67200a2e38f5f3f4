package io.modelferry.protocol.tuf;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The three schemes that the specification names (TUF 4.2). Ours is Ed25519; with the two others this client reads the
 * repositories of other people.
 */
record Verifier(Scheme scheme, PublicKey key) {

    private static final int LEAST_RSA_BITS = 2048;
    private static final int P256_BITS = 256;

    /** SubjectPublicKeyInfo of an Ed25519 key, up to its 32 bytes (RFC 8410). */
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final PSSParameterSpec PSS_SHA256 =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    enum Scheme {
        ED25519("ed25519", "ed25519", "Ed25519", "Ed25519"),
        ECDSA_P256("ecdsa", "ecdsa-sha2-nistp256", "EC", "SHA256withECDSA"),
        RSA_PSS("rsa", "rsassa-pss-sha256", "RSA", "RSASSA-PSS");

        private final String keytype;
        private final String name;
        private final String keyAlgorithm;
        private final String signatureAlgorithm;

        Scheme(String keytype, String name, String keyAlgorithm, String signatureAlgorithm) {
            this.keytype = keytype;
            this.name = name;
            this.keyAlgorithm = keyAlgorithm;
            this.signatureAlgorithm = signatureAlgorithm;
        }
    }

    /** @return null for a scheme that is not known here, and for a value that is no key of it */
    static @Nullable Verifier of(String keytype, String name, String value) {
        for (var scheme : Scheme.values()) {
            if (scheme.keytype.equals(keytype) && scheme.name.equals(name)) {
                return of(scheme, value);
            }
        }
        return null;
    }

    private static @Nullable Verifier of(Scheme scheme, String value) {
        try {
            var encoded = scheme == Scheme.ED25519 ? fromHex(value) : fromPem(value);
            var key = KeyFactory.getInstance(scheme.keyAlgorithm).generatePublic(new X509EncodedKeySpec(encoded));
            return isStrongEnough(key) ? new Verifier(scheme, key) : null;
        } catch (GeneralSecurityException | IllegalArgumentException noKey) {
            return null;
        }
    }

    private static byte[] fromHex(String value) {
        return HexFormat.of().parseHex(HexFormat.of().formatHex(ED25519_PREFIX) + value);
    }

    private static byte[] fromPem(String value) {
        return Base64.getMimeDecoder()
                .decode(value.replace("-----BEGIN PUBLIC KEY-----", "").replace("-----END PUBLIC KEY-----", ""));
    }

    private static boolean isStrongEnough(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= LEAST_RSA_BITS;
            case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize() == P256_BITS;
            default -> true;
        };
    }

    boolean verifies(byte[] message, byte[] signature) {
        try {
            var verification = Signature.getInstance(scheme.signatureAlgorithm);
            if (scheme == Scheme.RSA_PSS) {
                verification.setParameter(PSS_SHA256);
            }
            verification.initVerify(key);
            verification.update(message);
            return verification.verify(signature);
        } catch (GeneralSecurityException refused) {
            return false;
        }
    }
}
