package io.modelferry.control.security;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Duration;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.springframework.stereotype.Component;

/** Turns a device's certificate request into a client certificate. Of the request only the key counts. */
@Component
public class DeviceCertificates {

    private static final int MAX_REQUEST_CHARS = 8 << 10;

    private final FleetCa ca;
    private final DeniedDevices denied;
    private final Duration lifetime;

    DeviceCertificates(FleetCa ca, DeniedDevices denied, ModelferryConfiguration configuration) {
        this.ca = ca;
        this.denied = denied;
        this.lifetime = configuration.devices().certificateLifetime();
    }

    /**
     * The key of a request whose sender has proven to hold the private half.
     *
     * @param csrPem PKCS#10 in PEM, at most 8 Ki characters
     * @throws Refusal 422 {@code bad-csr} if it is not one, is not signed by its own key, or the key is not EC of at least 256 bits
     */
    public ProvenKey prove(String csrPem) {
        if (csrPem.length() > MAX_REQUEST_CHARS) {
            throw refused("it is longer than " + MAX_REQUEST_CHARS + " characters");
        }
        try {
            var request = new JcaPKCS10CertificationRequest(Pem.decode(Pem.REQUEST, csrPem));
            var key = request.getPublicKey();
            if (!KeyPairs.strongEnough(key)) {
                throw refused("its key is not an elliptic-curve key of at least 256 bits");
            }
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw refused("it is not signed by the key it carries");
            }
            return new ProvenKey(key);
        } catch (MalformedMessage | IOException | GeneralSecurityException | PKCSException e) {
            throw refused("it cannot be read");
        } catch (OperatorCreationException | IllegalArgumentException | ClassCastException e) {
            throw refused("its key or signature is of a kind that is not supported");
        }
    }

    /**
     * A certificate in PEM whose common name is the device id, for client authentication only.
     *
     * @throws Refusal 403 {@code device-decommissioned} for a device that was denied
     */
    public String issue(DeviceId device, ProvenKey key) {
        if (denied.contains(device)) {
            throw new Refusal(
                    org.springframework.http.HttpStatus.FORBIDDEN,
                    "device-decommissioned",
                    "The device id '" + device + "' was decommissioned. Choose another id.");
        }
        return FleetCa.pem(ca.issueForClient(device.value(), key.key, lifetime));
    }

    private static Refusal refused(String why) {
        return Refusal.invalid("bad-csr", "The certificate request is refused: " + why + ".");
    }

    /** A public key whose private half its sender holds. Only {@link #prove} makes one. */
    public static final class ProvenKey {

        private final PublicKey key;

        private ProvenKey(PublicKey key) {
            this.key = key;
        }

        /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal. */
        public String fingerprint() {
            return KeyPairs.fingerprint(key);
        }
    }
}
