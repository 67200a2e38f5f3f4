package io.modelferry.simulator.identity;

import io.modelferry.agent.enrolment.DeviceIdentity;
import io.modelferry.simulator.mqtt.HiveLinks.Tls;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** A device's identity as the factories that the MQTT client asks for: the JDK's context is no use to it. A renewed key is shown at once. */
public final class DeviceTls {

    private DeviceTls() {}

    /** @throws IOException if the JDK cannot use the fleet's CA */
    public static Tls of(DeviceIdentity identity) throws IOException {
        try {
            var jdk = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm())
                    .getProvider();
            return new Tls(new OneKey(identity.key(), jdk), trust(identity.ca()), identity::certificate);
        } catch (GeneralSecurityException e) {
            throw new IOException(identity.device() + " holds no usable identity: " + e.getMessage(), e);
        }
    }

    private static TrustManagerFactory trust(X509Certificate ca) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("fleet", ca);
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    /** The factory of a manager that is there already. */
    private static final class OneKey extends KeyManagerFactory {

        OneKey(X509ExtendedKeyManager key, Provider provider) {
            super(new Spi(key), provider, "device");
        }
    }

    private static final class Spi extends KeyManagerFactorySpi {

        private final X509ExtendedKeyManager key;

        Spi(X509ExtendedKeyManager key) {
            this.key = key;
        }

        @Override
        protected void engineInit(@Nullable KeyStore store, char @Nullable [] password) {}

        @Override
        protected void engineInit(@Nullable ManagerFactoryParameters parameters) {}

        @Override
        protected KeyManager[] engineGetKeyManagers() {
            return new KeyManager[] {key};
        }
    }
}
