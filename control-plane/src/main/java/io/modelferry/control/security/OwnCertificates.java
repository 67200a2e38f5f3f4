package io.modelferry.control.security;

import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.protocol.DeviceId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.springframework.stereotype.Component;

/**
 * The control plane's own keys and certificates, in {@code <data>/keys}. The CA is kept; server and client certificates are cheap
 * and made anew at each start, so they never expire and always carry the configured host.
 */
@Component
class OwnCertificates implements FleetTls {

    private static final Duration LIFETIME = Duration.ofDays(397);
    private static final int PASSWORD_BYTES = 24;

    private final FleetCa ca;
    private final DeniedDevices denied;
    private final DeviceKeys deviceKeys;
    private final Path serverKeyStore;
    private final Path trustStore;
    private final String storePassword;
    private final String clientName;
    private final SSLContext clientContext;
    private final KeyPair clientKey;

    OwnCertificates(
            DataFolder data,
            ModelferryConfiguration configuration,
            FleetCa ca,
            DeniedDevices denied,
            DeviceKeys deviceKeys,
            SecureRandom random) {
        this.ca = ca;
        this.denied = denied;
        this.deviceKeys = deviceKeys;
        var keys = data.folder("keys");
        this.serverKeyStore = keys.resolve("server.p12");
        this.trustStore = keys.resolve("trust.p12");
        this.storePassword = password(random);
        write(serverKeyStore, server(keys, hosts(configuration)));
        write(trustStore, trust());
        this.clientName = FleetTls.clientName(configuration.mqtt().replica());
        this.clientKey = KeyPairs.p256(keys.resolve("control-plane-key.pem"));
        this.clientContext = clientContext(clientName);
    }

    @Override
    public Path serverKeyStore() {
        return serverKeyStore;
    }

    @Override
    public Path trustStore() {
        return trustStore;
    }

    @Override
    public String storePassword() {
        return storePassword;
    }

    @Override
    public SSLContext clientContext() {
        return clientContext;
    }

    @Override
    public SSLContext clientContext(String name) {
        var certificate = ca.issueForClient(name, clientKey.getPublic(), LIFETIME);
        return clientContext(store(clientKey, certificate), trust());
    }

    @Override
    public String clientName() {
        return clientName;
    }

    @Override
    public String caPem() {
        return ca.pem();
    }

    @Override
    public String caFingerprint() {
        return ca.fingerprint();
    }

    @Override
    public boolean denied(DeviceId device) {
        return denied.contains(device);
    }

    @Override
    public boolean admits(DeviceId device, X509Certificate shown) {
        return !denied(device) && deviceKeys.open(shown);
    }

    private KeyStore server(Path keys, List<String> hosts) {
        var pair = KeyPairs.p256(keys.resolve("server-key.pem"));
        return store(pair, ca.issueForServer(pair.getPublic(), LIFETIME, hosts));
    }

    private KeyStore store(KeyPair pair, X509Certificate certificate) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            var chain = new Certificate[] {certificate, ca.certificate()};
            store.setKeyEntry("own", pair.getPrivate(), storePassword.toCharArray(), chain);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore trust() {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("fleet-ca", ca.certificate());
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(Path file, KeyStore store) {
        try {
            var bytes = new ByteArrayOutputStream();
            store.store(bytes, storePassword.toCharArray());
            DataFolder.write(file, bytes.toByteArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private SSLContext clientContext(KeyStore own, KeyStore trusted) {
        try {
            var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(own, storePassword.toCharArray());
            var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> hosts(ModelferryConfiguration configuration) {
        var hosts = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
        hosts.add(configuration.devices().publicHost());
        var broker = configuration.mqtt().publicUrl();
        if (!broker.isBlank() && URI.create(broker).getHost() != null) {
            hosts.add(URI.create(broker).getHost());
        }
        return hosts;
    }

    /** The stores are written anew at each start, so their password lives as long as the process. */
    private static String password(SecureRandom random) {
        var bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
