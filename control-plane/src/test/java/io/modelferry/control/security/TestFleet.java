package io.modelferry.control.security;

import io.modelferry.protocol.DeviceId;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A fleet's CA without a control plane: issues certificates of any name, also those that nobody should have. */
public final class TestFleet implements FleetTls {

    private static final String PASSWORD = "only-for-this-test";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<String> HOSTS = List.of("localhost", "127.0.0.1");

    private final Path folder;
    private final FleetCa ca;
    private final Set<DeviceId> denied = ConcurrentHashMap.newKeySet();
    private final Map<String, List<BigInteger>> issued = new ConcurrentHashMap<>();

    public TestFleet(Path folder) throws IOException, GeneralSecurityException {
        this.folder = folder;
        this.ca = new FleetCa(
                Files.createDirectories(folder.resolve("keys")), InstantSource.system(), new SecureRandom());
        var server = KeyPairs.newP256();
        save(serverKeyStore(), store(server, ca.issueForServer(server.getPublic(), HOUR, HOSTS)));
        save(trustStore(), trust());
    }

    /** Files as an external broker wants them. */
    public void writeBrokerCertificate(Path out) throws IOException {
        BrokerCertificate.write(folder, HOSTS, out, InstantSource.system(), new SecureRandom());
    }

    /** TLS of somebody whose certificate by this fleet's CA has this common name. */
    public SSLContext named(String commonName) throws GeneralSecurityException, IOException {
        var key = KeyPairs.newP256();
        var certificate = ca.issueForClient(commonName, key.getPublic(), HOUR);
        issued.computeIfAbsent(commonName, name -> new CopyOnWriteArrayList<>()).add(certificate.getSerialNumber());
        return context(key, certificate);
    }

    /** Writes a list that takes back every certificate until now that has the device's name. */
    public void revoke(DeviceId device, Path list) {
        var now = InstantSource.system().instant();
        var revoked = issued.getOrDefault(device.value(), List.of()).stream()
                .map(serial -> new FormerCertificates.Revoked(serial, now))
                .toList();
        RevocationList.write(list, ca.revocations(revoked));
    }

    /** TLS of somebody who shows a server's certificate as if it were a client's. */
    public SSLContext withServerCertificate() throws GeneralSecurityException, IOException {
        var key = KeyPairs.newP256();
        return context(key, ca.issueForServer(key.getPublic(), HOUR, HOSTS));
    }

    /** TLS of somebody who knows whom to trust and has nothing to show. */
    public SSLContext withoutCertificate() throws GeneralSecurityException, IOException {
        return context(KeyStore.getInstance("PKCS12"), true);
    }

    /** TLS of somebody with the right name by a CA of their own. */
    public SSLContext byAnotherCa(String commonName, Path elsewhere) throws GeneralSecurityException, IOException {
        var stranger = new FleetCa(Files.createDirectories(elsewhere), InstantSource.system(), new SecureRandom());
        var key = KeyPairs.newP256();
        return context(key, stranger.issueForClient(commonName, key.getPublic(), HOUR));
    }

    public void deny(DeviceId device) {
        denied.add(device);
    }

    @Override
    public boolean denied(DeviceId device) {
        return denied.contains(device);
    }

    @Override
    public boolean admits(DeviceId device, X509Certificate shown) {
        return !denied(device);
    }

    @Override
    public Path serverKeyStore() {
        return folder.resolve("server.p12");
    }

    @Override
    public Path trustStore() {
        return folder.resolve("trust.p12");
    }

    @Override
    public String storePassword() {
        return PASSWORD;
    }

    @Override
    public SSLContext clientContext() {
        return clientContext(SERVER_NAME);
    }

    @Override
    public SSLContext clientContext(String name) {
        try {
            return named(name);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String clientName() {
        return SERVER_NAME;
    }

    @Override
    public String caPem() {
        return ca.pem();
    }

    @Override
    public String caFingerprint() {
        return ca.fingerprint();
    }

    private SSLContext context(KeyPair key, X509Certificate certificate) throws GeneralSecurityException, IOException {
        return context(store(key, certificate), false);
    }

    private SSLContext context(KeyStore own, boolean empty) throws GeneralSecurityException, IOException {
        if (empty) {
            own.load(null, null);
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD.toCharArray());
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(trust());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private KeyStore store(KeyPair key, X509Certificate certificate) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "own", key.getPrivate(), PASSWORD.toCharArray(), new Certificate[] {certificate, ca.certificate()});
        return store;
    }

    private KeyStore trust() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("fleet-ca", ca.certificate());
        return store;
    }

    private static void save(Path file, KeyStore store) throws GeneralSecurityException, IOException {
        try (var out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }
}
