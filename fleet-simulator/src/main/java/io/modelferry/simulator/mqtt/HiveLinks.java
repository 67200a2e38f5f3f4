package io.modelferry.simulator.mqtt;

import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.modelferry.protocol.DeviceId;
import java.security.cert.X509Certificate;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Makes lines that share a few threads, however many they are. */
public final class HiveLinks {

    private static final int CONNECT_SECONDS = 10;

    /**
     * @param keys with the device's certificate
     * @param trust with the fleet's CA alone
     * @param shown the certificate that {@code keys} show now
     */
    public record Tls(KeyManagerFactory keys, TrustManagerFactory trust, Supplier<X509Certificate> shown) {}

    private final MqttClientExecutorConfig threads;

    /** @param threads that wait on all the sockets */
    public HiveLinks(int threads) {
        this.threads = MqttClientExecutorConfig.builder().nettyThreads(threads).build();
    }

    /**
     * A line that is still down.
     *
     * @param tls null only where the address is not encrypted
     */
    public HiveLink line(DeviceId device, UUID boot, BrokerAddress broker, @Nullable Tls tls) {
        return new HiveLink(device, boot, tls, () -> client(device, broker, tls));
    }

    private Mqtt5AsyncClient client(DeviceId device, BrokerAddress broker, @Nullable Tls tls) {
        return Mqtt5Client.builder()
                .identifier(device.value())
                .executorConfig(threads)
                .transportConfig()
                .serverHost(broker.host())
                .serverPort(broker.port())
                .socketConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .mqttConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .sslConfig(broker.encrypted() ? ssl(device, tls) : null)
                .applyTransportConfig()
                .buildAsync();
    }

    private static MqttClientSslConfig ssl(DeviceId device, @Nullable Tls tls) {
        if (tls == null) {
            throw new IllegalArgumentException(device + " has no certificate for an encrypted line");
        }
        return MqttClientSslConfig.builder()
                .keyManagerFactory(tls.keys())
                .trustManagerFactory(tls.trust())
                .handshakeTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .build();
    }
}
