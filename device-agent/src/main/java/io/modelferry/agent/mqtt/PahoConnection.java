package io.modelferry.agent.mqtt;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection from its start to its end; never used again after that. */
public final class PahoConnection {

    private static final Logger LOG = LoggerFactory.getLogger(PahoConnection.class);
    private static final int AT_LEAST_ONCE = 1;
    private static final int RECEIVE_MAXIMUM = 32;
    private static final int PACKET_HEADER_BYTES = 64;
    private static final long DISCONNECT_MILLIS = 1000;

    /**
     * @param url for example {@code ssl://host:8883}
     * @param clientId the device's id, as its certificate says
     * @param tls with the device's certificate, trusting the fleet's CA alone
     * @param willTopic where {@code offline} is left, retained, when the line breaks
     * @param patience with the broker
     */
    public record Settings(
            String url, String clientId, SSLContext tls, String willTopic, byte[] offline, Patience patience) {

        public Settings(String url, String clientId, SSLContext tls, String willTopic, byte[] offline) {
            this(url, clientId, tls, willTopic, offline, Patience.DEFAULT);
        }
    }

    /**
     * @param step for a connection, a handshake, an answer
     * @param keepAlive after so long without a word the other side is asked for one; after as much again it is gone
     */
    public record Patience(Duration step, Duration keepAlive) {

        public static final Patience DEFAULT = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    /** On Paho's callback thread: must return at once. */
    interface Arrived {
        void message(String topic, byte[] payload, byte[] correlation);
    }

    /** On Paho's callback thread: must return at once. */
    interface Lost {
        void connection(PahoConnection lost, String why);
    }

    private final MqttAsyncClient client;
    private final BrokerSocket socket;
    private final long stepMillis;
    private final Set<CompletableFuture<Void>> underWay = ConcurrentHashMap.newKeySet();
    private volatile long largestPacket = Long.MAX_VALUE;
    private volatile int mostUnderWay = Integer.MAX_VALUE;

    private PahoConnection(MqttAsyncClient client, BrokerSocket socket, Patience patience) {
        this.client = client;
        this.socket = socket;
        this.stepMillis = patience.step().toMillis();
    }

    /** @throws MqttException if there is no connection within the patience for a step; nothing of it stays */
    static PahoConnection open(Settings settings, Arrived arrived, Lost lost) throws MqttException {
        // TLS is BrokerSocket's: Paho is told of a plain connection
        var address = settings.url().replaceFirst("^ssl:", "tcp:");
        var client = new MqttAsyncClient(address, settings.clientId(), new MemoryPersistence());
        var socket = new BrokerSocket(settings.url().startsWith("ssl:") ? settings.tls() : null);
        var connection = new PahoConnection(client, socket, settings.patience());
        client.setCallback(connection.callback(arrived, lost));
        try {
            connection.connect(options(settings, socket));
            return connection;
        } catch (MqttException e) {
            connection.abandon();
            throw e;
        }
    }

    private void connect(MqttConnectionOptions options) throws MqttException {
        var token = client.connect(options);
        token.waitForCompletion(stepMillis);
        var answered = token.getResponseProperties();
        if (answered != null && answered.getMaximumPacketSize() != null) {
            largestPacket = answered.getMaximumPacketSize();
        }
        if (answered != null && answered.getReceiveMaximum() != null) {
            mostUnderWay = answered.getReceiveMaximum();
        }
    }

    private static MqttConnectionOptions options(Settings settings, BrokerSocket socket) {
        var options = new MqttConnectionOptions();
        options.setSocketFactory(socket.factory());
        options.setAutomaticReconnect(false);
        options.setCleanStart(true);
        options.setReceiveMaximum(RECEIVE_MAXIMUM);
        options.setKeepAliveInterval((int) settings.patience().keepAlive().toSeconds());
        options.setConnectionTimeout((int) settings.patience().step().toSeconds());
        options.setWill(settings.willTopic(), message(settings.offline(), true));
        return options;
    }

    void subscribe(String[] topics) throws MqttException {
        var qos = new int[topics.length];
        Arrays.fill(qos, AT_LEAST_ONCE);
        try {
            client.subscribe(topics, qos).waitForCompletion(stepMillis);
        } catch (MqttException e) {
            abandon();
            throw e;
        }
    }

    CompletableFuture<Void> publish(String topic, byte[] payload, byte[] correlation, boolean retained) {
        if (topic.length() + payload.length + correlation.length + PACKET_HEADER_BYTES > largestPacket) {
            // Paho would send it, and the broker would cut the line for it, again and again
            LOG.warn("{} bytes for {} are more than the broker takes: {}", payload.length, topic, largestPacket);
            return CompletableFuture.failedFuture(new IllegalArgumentException("larger than the broker takes"));
        }
        if (underWay.size() >= mostUnderWay) {
            // Paho counts what its sender has taken, and would queue the rest without a bound; the outboxes come again
            return CompletableFuture.failedFuture(new MqttException(MqttClientException.REASON_CODE_MAX_INFLIGHT));
        }
        var done = new CompletableFuture<Void>();
        underWay.add(done);
        var message = message(payload, retained);
        if (correlation.length > 0) {
            var properties = new MqttProperties();
            properties.setCorrelationData(correlation);
            message.setProperties(properties);
        }
        try {
            client.publish(topic, message, null, completing(done));
        } catch (MqttException | RuntimeException e) {
            done.completeExceptionally(e);
        }
        return done.whenComplete((_, _) -> underWay.remove(done));
    }

    private static MqttMessage message(byte[] payload, boolean retained) {
        var message = new MqttMessage(payload);
        message.setQos(AT_LEAST_ONCE);
        message.setRetained(retained);
        return message;
    }

    boolean alive() {
        return client.isConnected();
    }

    void close() {
        try {
            client.disconnect(DISCONNECT_MILLIS).waitForCompletion(DISCONNECT_MILLIS);
        } catch (MqttException e) {
            LOG.debug("no orderly disconnect", e);
        }
        abandon();
    }

    /** Ends the client's threads, whatever state it is in, and everything that waits for it. */
    void abandon() {
        end();
        var gone = new IllegalStateException("the connection is gone");
        underWay.forEach(waiting -> waiting.completeExceptionally(gone));
    }

    private void end() {
        socket.waitUntilStarted(2 * stepMillis + DISCONNECT_MILLIS);
        try {
            client.disconnectForcibly(0, DISCONNECT_MILLIS, false);
        } catch (MqttException e) {
            LOG.trace("was not connected", e);
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            LOG.debug("the client did not close", e);
        }
    }

    private static MqttActionListener completing(CompletableFuture<Void> done) {
        return new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                done.complete(null);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable cause) {
                done.completeExceptionally(cause == null ? new IllegalStateException("not delivered") : cause);
            }
        };
    }

    private MqttCallback callback(Arrived arrived, Lost lost) {
        return new MqttCallback() {
            @Override
            public void messageArrived(String topic, MqttMessage message) {
                var properties = message.getProperties();
                var correlation = properties == null ? null : properties.getCorrelationData();
                arrived.message(topic, message.getPayload(), correlation == null ? new byte[0] : correlation);
            }

            @Override
            public void disconnected(MqttDisconnectResponse response) {
                lost.connection(PahoConnection.this, String.valueOf(response.getException()));
            }

            @Override
            public void mqttErrorOccurred(MqttException e) {
                LOG.warn("mqtt: {}", e.getMessage());
            }

            @Override
            public void deliveryComplete(IMqttToken token) {}

            @Override
            public void connectComplete(boolean reconnect, String serverUri) {}

            @Override
            public void authPacketArrived(int reasonCode, MqttProperties properties) {}
        };
    }
}
