package io.modelferry.agent.mqtt;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
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
    private static final int KEEP_ALIVE_SECONDS = 20;
    private static final int CONNECT_SECONDS = 10;
    private static final long STEP_MILLIS = 10_000;
    private static final long DISCONNECT_MILLIS = 1000;

    /**
     * @param url for example {@code ssl://host:8883}
     * @param clientId the device's id, as its certificate says
     * @param tls with the device's certificate, trusting the fleet's CA alone
     * @param willTopic where {@code offline} is left, retained, when the line breaks
     */
    public record Settings(String url, String clientId, SSLContext tls, String willTopic, byte[] offline) {}

    /** On Paho's callback thread: must return at once. */
    interface Arrived {
        void message(String topic, byte[] payload, byte[] correlation);
    }

    /** On Paho's callback thread: must return at once. */
    interface Lost {
        void connection(PahoConnection lost, String why);
    }

    private final MqttAsyncClient client;

    private PahoConnection(MqttAsyncClient client) {
        this.client = client;
    }

    /** @throws MqttException if there is no connection within ten seconds; nothing of it stays */
    static PahoConnection open(Settings settings, Arrived arrived, Lost lost) throws MqttException {
        var client = new MqttAsyncClient(settings.url(), settings.clientId(), new MemoryPersistence());
        var connection = new PahoConnection(client);
        client.setCallback(connection.callback(arrived, lost));
        try {
            client.connect(options(settings)).waitForCompletion(STEP_MILLIS);
            return connection;
        } catch (MqttException e) {
            connection.abandon();
            throw e;
        }
    }

    private static MqttConnectionOptions options(Settings settings) {
        var options = new MqttConnectionOptions();
        options.setSocketFactory(
                settings.url().startsWith("ssl:") ? settings.tls().getSocketFactory() : null);
        options.setHttpsHostnameVerificationEnabled(true);
        options.setAutomaticReconnect(false);
        options.setCleanStart(true);
        options.setReceiveMaximum(RECEIVE_MAXIMUM);
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        options.setConnectionTimeout(CONNECT_SECONDS);
        options.setWill(settings.willTopic(), message(settings.offline(), true));
        return options;
    }

    void subscribe(String[] topics) throws MqttException {
        var qos = new int[topics.length];
        Arrays.fill(qos, AT_LEAST_ONCE);
        try {
            client.subscribe(topics, qos).waitForCompletion(STEP_MILLIS);
        } catch (MqttException e) {
            abandon();
            throw e;
        }
    }

    CompletableFuture<Void> publish(String topic, byte[] payload, byte[] correlation, boolean retained) {
        var done = new CompletableFuture<Void>();
        var message = message(payload, retained);
        if (correlation.length > 0) {
            var properties = new MqttProperties();
            properties.setCorrelationData(correlation);
            message.setProperties(properties);
        }
        try {
            client.publish(topic, message, null, completing(done));
        } catch (MqttException e) {
            done.completeExceptionally(e); // 32202: receive maximum reached; the outboxes come again
        }
        return done;
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

    /** Ends the client's threads, whatever state it is in. */
    void abandon() {
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
