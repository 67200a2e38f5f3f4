package io.modelferry.agent.enrolment;

import io.modelferry.protocol.DeviceId;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import javax.net.ssl.SSLContext;

/**
 * Who this device is, and whom it believes.
 *
 * @param root the first TUF root that this device was given, byte for byte
 * @param tls shows the device's certificate, also the next one, and trusts the fleet's CA alone
 */
public record DeviceIdentity(
        DeviceId device, String mqttUrl, String httpsUrl, byte[] root, SSLContext tls, DeviceKey key) {

    /** Whether no server takes the certificate any more: it ended while the device was away. */
    public boolean ended(Instant now) {
        return now.isAfter(certificate().getNotAfter().toInstant());
    }

    /** Resumed, a session would go on showing the key that it began with. */
    void forgetSessions() {
        var sessions = tls.getClientSessionContext();
        for (var id : Collections.list(sessions.getIds())) {
            var session = sessions.getSession(id);
            if (session != null) {
                session.invalidate();
            }
        }
    }

    /** The one that is shown now. */
    public X509Certificate certificate() {
        return key.certificate();
    }

    /** The fleet's. */
    public X509Certificate ca() {
        return key.ca();
    }
}
