package io.modelferry.control.webhooks;

import io.modelferry.control.platform.DataFolder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Keeps signing secrets in the database unreadable without {@code <data>/secrets/webhooks-key}: AES-256-GCM, bound to the
 * subscription, so that a row's secret is worth nothing in another row.
 */
@Component
class SecretSeal {

    private static final String KEY_FILE = "webhooks-key";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final DataFolder data;
    private final SecureRandom random;
    private @Nullable SecretKeySpec key;

    SecretSeal(DataFolder data, SecureRandom random) {
        this.data = data;
        this.random = random;
    }

    /** @return nonce, ciphertext, tag */
    byte[] seal(String subscription, byte[] secret) {
        var nonce = random(NONCE_BYTES);
        try {
            var sealed = cipher(Cipher.ENCRYPT_MODE, subscription, nonce).doFinal(secret);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no AES-GCM", e);
        }
    }

    byte[] open(String subscription, byte[] sealed) throws UnreadableSecret {
        var nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, subscription, nonce)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new UnreadableSecret(e);
        }
    }

    byte[] random(int bytes) {
        var fresh = new byte[bytes];
        random.nextBytes(fresh);
        return fresh;
    }

    private Cipher cipher(int mode, String subscription, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(subscription.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** Made when the first subscription needs it. */
    private synchronized SecretKeySpec key() {
        var known = key;
        if (known == null) {
            var bytes =
                    data.readSecret(KEY_FILE).map(Base64.getDecoder()::decode).orElseGet(this::newKey);
            known = new SecretKeySpec(bytes, "AES");
            key = known;
        }
        return known;
    }

    private byte[] newKey() {
        var bytes = random(KEY_BYTES);
        data.writeSecret(KEY_FILE, Base64.getEncoder().encodeToString(bytes));
        return bytes;
    }
}
