package io.modelferry.simulator.testing;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.modelferry.agent.update.Link.Message;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.simulator.mqtt.BrokerAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;

/** A {@link FakeControlPlane} behind a real broker, and identities as an enrolment leaves them. */
public final class MqttControlPlane implements AutoCloseable {

    public final FakeControlPlane server;
    private final Mosquitto broker;
    private final TestCa ca;
    private final Mqtt5AsyncClient client;

    public MqttControlPlane(Mosquitto broker, TestCa ca, InstantSource clock) {
        this.broker = broker;
        this.ca = ca;
        this.server = new FakeControlPlane(clock, this::deliver);
        var plain = BrokerAddress.of(broker.plainUrl());
        this.client = Mqtt5Client.builder()
                .identifier("server")
                .serverHost(plain.host())
                .serverPort(plain.port())
                .buildAsync();
        client.connect().join();
        client.publishes(MqttGlobalPublishFilter.ALL, this::arrived);
        for (var channel : Channel.values()) {
            if (channel.uplink()) {
                client.subscribeWith()
                        .topicFilter(Topics.everyDevice(channel))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .send()
                        .join();
            }
        }
    }

    /** Writes what an enrolment writes. */
    public void enrol(DeviceId device, Path folder) throws Exception {
        ca.enrol(device, broker.tlsUrl(), "https://127.0.0.1:1", server.root(), folder);
    }

    private void arrived(Mqtt5Publish publish) {
        Topics.parse(publish.getTopic().toString())
                .ifPresent(address -> server.receive(
                        address.device(),
                        new Message(
                                address.channel(),
                                publish.getPayloadAsBytes(),
                                publish.getCorrelationData()
                                        .map(MqttControlPlane::bytes)
                                        .orElse(Message.NO_CORRELATION))));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private void deliver(DeviceId device, Message message) {
        var publish = Mqtt5Publish.builder()
                .topic(Topics.of(device, message.channel()))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(message.payload())
                .retain(message.channel() == Channel.DESIRED);
        client.publish(
                message.correlation().length == 0
                        ? publish.build()
                        : publish.correlationData(message.correlation()).build());
    }

    @Override
    public void close() {
        client.disconnect().join();
    }
}
