package io.modelferry.simulator.identity;

import io.modelferry.simulator.mqtt.HiveLinks.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** A device's identity folder as the factories that the MQTT client asks for: the JDK's context is no use to it. */
public final class TlsFiles {

    private static final char[] NO_PASSWORD = new char[0];

    private TlsFiles() {}

    /**
     * @param folder with {@code key.pem}, {@code cert.pem} and {@code ca.pem}
     * @throws IOException if they are no usable identity
     */
    public static Tls read(Path folder) throws IOException {
        try {
            var ca = certificate(folder.resolve("ca.pem"));
            var own = certificate(folder.resolve("cert.pem"));
            return new Tls(keys(key(folder.resolve("key.pem")), own, ca), trust(ca));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(folder + " holds no usable identity: " + e.getMessage(), e);
        }
    }

    private static KeyManagerFactory keys(PrivateKey key, Certificate own, Certificate ca)
            throws GeneralSecurityException, IOException {
        var store = empty();
        store.setKeyEntry("device", key, NO_PASSWORD, new Certificate[] {own, ca});
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory;
    }

    private static TrustManagerFactory trust(Certificate ca) throws GeneralSecurityException, IOException {
        var store = empty();
        store.setCertificateEntry("fleet", ca);
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Certificate certificate(Path pem) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(pem)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PrivateKey key(Path pem) throws GeneralSecurityException, IOException {
        var body = Files.readString(pem, StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> !line.startsWith("-----"))
                .reduce("", String::concat);
        var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body));
        return KeyFactory.getInstance("EC").generatePrivate(spec);
    }
}
