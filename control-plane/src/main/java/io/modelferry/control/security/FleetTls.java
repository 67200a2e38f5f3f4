package io.modelferry.control.security;

import io.modelferry.protocol.DeviceId;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

/** TLS of the fleet: one CA of our own, made at the first start; everybody who talks to a device shows a certificate of it. */
public interface FleetTls {

    /** PKCS#12 with the server's key and certificate, for HTTPS and the embedded broker. */
    Path serverKeyStore();

    /** PKCS#12 with the CA's certificate: who may connect. */
    Path trustStore();

    /** Of both stores. */
    String storePassword();

    /** For connections that the control plane itself opens to the broker; its name there is {@link #clientName}. */
    SSLContext clientContext();

    /** The same under the name of another of us, whose session at the broker waits for somebody. */
    SSLContext clientContext(String name);

    /** Common name of the client certificate and client id at the broker, which ends the older of two sessions of one id. */
    String clientName();

    /** The CA's certificate in PEM. */
    String caPem();

    /** SHA-256 of the CA's certificate, hexadecimal: what join strings pin. */
    String caFingerprint();

    /** Whether this device's certificates are no longer accepted, however valid they look. */
    boolean denied(DeviceId device);

    /** Whether this device may come in with this certificate, which TLS has proven: it is not denied, and the key was not retired. */
    boolean admits(DeviceId device, X509Certificate shown);

    /** The common name of the control plane's own client certificate. No device can have it. */
    String SERVER_NAME = "control.plane";

    /** Of every control plane that there can be at one broker. */
    List<String> CLIENT_NAMES =
            IntStream.rangeClosed(1, 4).mapToObj(FleetTls::clientName).toList();

    /** @param replica from 1, which has the plain name; the others have their number behind it */
    static String clientName(int replica) {
        return replica == 1 ? SERVER_NAME : SERVER_NAME + "." + replica;
    }

    /** What is spoken below TLS 1.3: with forward secrecy and authenticated encryption, and with our certificates, which are of P-256. */
    List<String> TLS_12_SUITES = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

    /** All of TLS 1.3 (RFC 8446) are such. */
    List<String> TLS_13_SUITES =
            List.of("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256");

    /** The common name of a dashboard's client certificate: it reads statistics and nothing else. No device can have it. */
    String DASHBOARD_NAME = "fleet.dashboard";
}
