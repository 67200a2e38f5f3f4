package io.modelferry.control.delivery.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Somebody at the broker who tries things and writes down what arrives. Refusals are outcomes, not errors. */
public final class Visitor implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 3_000;
    private static final int DOOR_PATIENCE_SECONDS = 20;
    private static final long BATCH_PATIENCE_MILLIS = 30_000;
    private static final int WINDOW = 64;

    private final MqttAsyncClient client;
    private final List<String> received = new CopyOnWriteArrayList<>();

    private Visitor(MqttAsyncClient client) {
        this.client = client;
    }

    /** @throws MqttException if the broker does not let them in */
    public static Visitor enter(String url, SSLContext tls, String clientId) throws MqttException {
        return enter(url, tls, clientId, null);
    }

    /** @param willTopic where the broker should speak when they vanish; null for nowhere */
    public static Visitor enter(String url, SSLContext tls, String clientId, String willTopic) throws MqttException {
        var client = new MqttAsyncClient(url, clientId, new MemoryPersistence());
        var visitor = new Visitor(client);
        client.setCallback(visitor.new Diary());
        var options = new MqttConnectionOptions();
        options.setSocketFactory(tls.getSocketFactory());
        options.setCleanStart(true);
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(DOOR_PATIENCE_SECONDS);
        if (willTopic != null) {
            options.setWill(willTopic, message("will", true));
        }
        try {
            client.connect(options).waitForCompletion(DOOR_PATIENCE_SECONDS * 1_000L);
        } catch (MqttException refused) {
            visitor.close();
            throw refused;
        }
        return visitor;
    }

    /** @return whether the broker granted it; some grant and filter at delivery, so this proves nothing */
    public boolean subscribe(String filter) {
        try {
            var token = client.subscribe(filter, 1);
            token.waitForCompletion(PATIENCE_MILLIS);
            return token.getReasonCodes() != null && token.getReasonCodes()[0] < 0x80;
        } catch (MqttException refused) {
            return false;
        }
    }

    /** @return whether the broker took it over without a reason code of failure */
    public boolean publish(String topic, String text, boolean retained) {
        try {
            var token = client.publish(topic, message(text, retained));
            token.waitForCompletion(PATIENCE_MILLIS);
            return token.getReasonCodes() == null || token.getReasonCodes()[0] < 0x80;
        } catch (MqttException refused) {
            return false;
        }
    }

    /** Returns once the broker has taken over all of them. */
    void retainAll(Map<String, String> textByTopic) throws MqttException {
        var underway = new ArrayDeque<IMqttToken>();
        for (var one : textByTopic.entrySet()) {
            underway.add(client.publish(one.getKey(), message(one.getValue(), true)));
            if (underway.size() == WINDOW) {
                underway.remove().waitForCompletion(BATCH_PATIENCE_MILLIS);
            }
        }
        while (!underway.isEmpty()) {
            underway.remove().waitForCompletion(BATCH_PATIENCE_MILLIS);
        }
    }

    public boolean isThere() {
        return client.isConnected();
    }

    /** What arrived, as {@code topic text}. */
    public List<String> received() {
        return received;
    }

    /** Without a word of goodbye: the broker publishes the last will. */
    void vanish() {
        try {
            client.disconnectForcibly(0, 0, false);
            client.close(true);
        } catch (MqttException gone) {
            // that is what was wanted
        }
    }

    @Override
    public void close() {
        try {
            if (client.isConnected()) {
                client.disconnect(0).waitForCompletion(PATIENCE_MILLIS);
            }
            client.close(true);
        } catch (MqttException gone) {
            // the broker was quicker
        }
    }

    private static MqttMessage message(String text, boolean retained) {
        var message = new MqttMessage(text.getBytes(StandardCharsets.UTF_8));
        message.setQos(1);
        message.setRetained(retained);
        return message;
    }

    private final class Diary implements MqttCallback {

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            received.add(topic + " " + new String(message.getPayload(), StandardCharsets.UTF_8));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String server) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
