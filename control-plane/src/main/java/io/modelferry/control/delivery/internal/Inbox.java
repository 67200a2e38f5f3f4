package io.modelferry.control.delivery.internal;

import io.modelferry.control.delivery.Line.Incoming;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Paho's callbacks: hands messages on, and leaves connecting to {@link PahoLine}. */
final class Inbox implements MqttCallback {

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);
    private static final int SESSION_TAKEN_OVER = MqttReturnCode.RETURN_CODE_SESSION_TAKEN_OVER;
    private static final byte[] NONE = new byte[0];

    private final Consumer<Arrived> onMessage;
    private final Runnable onTakenOver;

    /** @param onTakenOver when somebody of the same name has the session now */
    Inbox(Consumer<Arrived> onMessage, Runnable onTakenOver) {
        this.onMessage = onMessage;
        this.onTakenOver = onTakenOver;
    }

    /** A message with what its acknowledgement needs. */
    record Arrived(Incoming incoming, int id, int qos) {}

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        var properties = message.getProperties();
        var correlation = properties == null ? null : properties.getCorrelationData();
        var incoming = new Incoming(topic, message.getPayload(), correlation == null ? NONE : correlation);
        onMessage.accept(new Arrived(incoming, message.getId(), message.getQos()));
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        if (response.getReturnCode() == SESSION_TAKEN_OVER) {
            onTakenOver.run();
        } else {
            log.info("line to the broker is down reason={}", response.getReasonString());
        }
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        log.debug("mqtt error", exception);
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        // publish() settles its own future
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
        // subscriptions are made by whoever connected
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
        // certificates are all the authentication there is
    }
}
