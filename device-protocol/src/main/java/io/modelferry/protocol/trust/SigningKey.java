package io.modelferry.protocol.trust;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;

/** An Ed25519 key pair that signs. It never prints itself. */
public final class SigningKey {

    private final KeyPair pair;
    private final Provider provider;
    private final PrivateKey signing;
    private final VerificationKey publicHalf;

    private SigningKey(KeyPair pair, Provider provider) {
        this.pair = pair;
        this.provider = provider;
        this.signing = translated(pair.getPrivate(), provider);
        this.publicHalf = VerificationKey.of(pair.getPublic());
    }

    public static SigningKey of(KeyPair ed25519) {
        return new SigningKey(ed25519, ofTheJdk().getProvider());
    }

    /** @param provider whose Ed25519 signs; the signatures are the same bytes whoever makes them (RFC 8032) */
    public static SigningKey of(KeyPair ed25519, Provider provider) {
        return new SigningKey(ed25519, provider);
    }

    public static SigningKey generate() {
        return of(ofTheJdk().generateKeyPair());
    }

    private static KeyPairGenerator ofTheJdk() {
        try {
            return KeyPairGenerator.getInstance("Ed25519");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no Ed25519", e);
        }
    }

    private static PrivateKey translated(PrivateKey key, Provider provider) {
        try {
            return KeyFactory.getInstance("Ed25519", provider)
                    .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(provider.getName() + " cannot sign with this key", e);
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

    /** @return 64 bytes, Ed25519 over the message as it is */
    public byte[] sign(byte[] message) {
        try {
            var signer = Signature.getInstance("Ed25519", provider);
            signer.initSign(signing);
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
