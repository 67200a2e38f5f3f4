package io.modelferry.protocol.trust;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;

/** An Ed25519 key pair that signs. It never prints itself. */
public final class SigningKey {

    private final KeyPair pair;
    private final VerificationKey publicHalf;

    private SigningKey(KeyPair pair) {
        this.pair = pair;
        this.publicHalf = VerificationKey.of(pair.getPublic());
    }

    public static SigningKey of(KeyPair ed25519) {
        return new SigningKey(ed25519);
    }

    public static SigningKey generate() {
        try {
            return new SigningKey(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no Ed25519", e);
        }
    }

    public VerificationKey publicHalf() {
        return publicHalf;
    }

    /** For keeping it in a file that only its owner reads; {@link #of} takes it back. */
    public KeyPair pair() {
        return pair;
    }

    String id() {
        return publicHalf.id();
    }

    byte[] sign(byte[] message) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing failed", e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[" + id() + "]";
    }
}
