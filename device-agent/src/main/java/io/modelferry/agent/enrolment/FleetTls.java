package io.modelferry.agent.enrolment;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS between a device and its fleet: one CA and no other, the machine's own trust store included. */
final class FleetTls {

    private FleetTls() {}

    /** For enrolment: the server is pinned, the client is nobody yet. */
    static SSLContext pinned(String caFingerprint) throws GeneralSecurityException {
        return context(null, new PinnedCa(caFingerprint));
    }

    static SSLContext mutual(DeviceKey key) throws GeneralSecurityException, IOException {
        return context(new KeyManager[] {key}, trustManager(key.ca()));
    }

    static X509ExtendedTrustManager trustManager(X509Certificate ca) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("fleet", ca);
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (var manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager usual) {
                return usual;
            }
        }
        throw new GeneralSecurityException("the JDK has no X.509 trust manager");
    }

    private static SSLContext context(KeyManager @Nullable [] keys, TrustManager trust)
            throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {trust}, null);
        return context;
    }
}
