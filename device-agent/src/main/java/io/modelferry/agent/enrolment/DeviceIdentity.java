package io.modelferry.agent.enrolment;

import io.modelferry.agent.trust.Anchors;
import io.modelferry.protocol.DeviceId;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLContext;

/**
 * Who this device is, and whom it believes.
 *
 * @param tls shows the device's certificate, also the next one, and trusts the fleet's CA alone
 */
public record DeviceIdentity(
        DeviceId device, String mqttUrl, String httpsUrl, Anchors anchors, SSLContext tls, DeviceKey key) {

    /** Whether no server takes the certificate any more: it ended while the device was away. */
    public boolean ended(Instant now) {
        return now.isAfter(certificate().getNotAfter().toInstant());
    }

    /** The one that is shown now. */
    public X509Certificate certificate() {
        return key.certificate();
    }
}
