package io.modelferry.loop;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.trust.Envelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** What a thief makes of a key file that was copied. */
final class StolenKeys {

    private StolenKeys() {}

    static SigningKey copied(Path pem) throws IOException, GeneralSecurityException {
        var text = Files.readString(pem);
        var factory = KeyFactory.getInstance("Ed25519");
        return SigningKey.of(new KeyPair(
                factory.generatePublic(new X509EncodedKeySpec(block(text, "PUBLIC KEY"))),
                factory.generatePrivate(new PKCS8EncodedKeySpec(block(text, "PRIVATE KEY")))));
    }

    private static byte[] block(String pem, String label) {
        var found =
                Pattern.compile("-----BEGIN " + label + "-----([^-]+)-----END").matcher(pem);
        if (!found.find()) {
            throw new IllegalArgumentException("no " + label);
        }
        return Base64.getMimeDecoder().decode(found.group(1));
    }

    /** A goal for the device, newer than any, that asks for nothing. */
    static byte[] goal(SigningKey key, String device) {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var state = new DesiredState(new DeviceId(device), 1_000_000, now, now.plus(Duration.ofHours(1)), 1, List.of());
        return ProtocolJson.write(Envelope.sign(DesiredState.PAYLOAD_TYPE, ProtocolJson.write(state), key));
    }
}
