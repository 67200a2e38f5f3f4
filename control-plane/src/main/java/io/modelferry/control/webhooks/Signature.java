package io.modelferry.control.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The three headers of Standard Webhooks: {@code v1} is HMAC-SHA256 over {@code id.timestamp.body}.
 *
 * @see <a href="../../../../../../../../../docs/webhooks.md">docs/webhooks.md</a>
 */
final class Signature {

    static final String PREFIX = "whsec_";

    private Signature() {}

    /** A secret as its owner is told it. */
    static String written(byte[] secret) {
        return PREFIX + Base64.getEncoder().encodeToString(secret);
    }

    /** @param at of the attempt, not of the event: receivers refuse what is old */
    static Map<String, String> headers(byte[] secret, String id, Instant at, byte[] body) {
        var timestamp = Long.toString(at.getEpochSecond());
        var headers = new LinkedHashMap<String, String>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", timestamp);
        headers.put("webhook-signature", "v1," + Base64.getEncoder().encodeToString(mac(secret, id, timestamp, body)));
        return headers;
    }

    private static byte[] mac(byte[] secret, String id, String timestamp, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no HmacSHA256", e);
        }
    }
}
