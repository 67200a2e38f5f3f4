package io.modelferry.house.planted.doors;

/** Violates every door rule: names each vendor outside its door. */
final class EveryVendorAtOnce {

    Object paho(org.eclipse.paho.mqttv5.common.MqttMessage message) {
        return message.getPayload();
    }

    Object hivemq() {
        return com.hivemq.client.mqtt.MqttClient.builder();
    }

    Object onnxRuntime(ai.onnxruntime.OrtSession session) {
        return session.getNumInputs();
    }

    Object zstd(byte[] bytes) {
        return com.github.luben.zstd.Zstd.compress(bytes);
    }

    Object artemis(org.apache.activemq.artemis.core.server.ActiveMQServer server) {
        return server.getState();
    }

    Object rsql(String filter) {
        return new cz.jirutka.rsql.parser.RSQLParser().parse(filter);
    }
}
