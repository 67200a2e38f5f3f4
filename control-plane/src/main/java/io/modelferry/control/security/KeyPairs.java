package io.modelferry.control.security;

import io.modelferry.control.platform.CannotStart;
import io.modelferry.control.platform.DataFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Key pairs in private PEM files: made at the first start, read ever after. */
final class KeyPairs {

    private static final String PUBLIC_KEY = "PUBLIC KEY";

    private KeyPairs() {}

    static KeyPair ed25519(Path file) {
        return readOrMake(file, "Ed25519", KeyPairs::newEd25519);
    }

    static KeyPair p256(Path file) {
        return readOrMake(file, "EC", KeyPairs::newP256);
    }

    static KeyPair newP256() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no P-256", e);
        }
    }

    /** Whether a key is on P-256 or a larger curve of the same family. */
    static boolean strongEnough(PublicKey key) {
        return key instanceof ECPublicKey ec
                && ec.getParams().getCurve().getField().getFieldSize() >= 256;
    }

    /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal. */
    static String fingerprint(PublicKey key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newEd25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no Ed25519", e);
        }
    }

    private static KeyPair readOrMake(Path file, String algorithm, java.util.function.Supplier<KeyPair> maker) {
        if (Files.exists(file)) {
            return read(file, algorithm);
        }
        var pair = maker.get();
        var pem = Pem.encode(Pem.PRIVATE_KEY, pair.getPrivate().getEncoded())
                + Pem.encode(PUBLIC_KEY, pair.getPublic().getEncoded());
        DataFolder.write(file, pem.getBytes(StandardCharsets.US_ASCII));
        return pair;
    }

    private static KeyPair read(Path file, String algorithm) {
        try {
            var pem = Files.readString(file);
            var factory = KeyFactory.getInstance(algorithm);
            return new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(Pem.decode(PUBLIC_KEY, pem))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(Pem.decode(Pem.PRIVATE_KEY, pem))));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new CannotStart("The key file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
