package io.modelferry.simulator.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.modelferry.agent.enrolment.DeviceIdentity;
import io.modelferry.agent.enrolment.IdentityFiles;
import io.modelferry.agent.update.Link.Message;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.report.Presence;
import io.modelferry.simulator.identity.DeviceTls;
import io.modelferry.simulator.testing.Mosquitto;
import io.modelferry.simulator.testing.TestCa;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker, with client certificates. */
@Tag("system")
class HiveLinkTest {

    private static final DeviceId DEVICE = new DeviceId("sim-001");
    private static final UUID BOOT = new UUID(0, 1);

    @TempDir
    Path folder;

    private TestCa ca;
    private Mosquitto broker;
    private Mqtt5BlockingClient server;
    private HiveLink line;
    private final Map<String, byte[]> heard = new ConcurrentHashMap<>();

    @BeforeEach
    void startABroker() throws Exception {
        ca = new TestCa();
        broker = Mosquitto.start(ca.issue("broker", folder.resolve("broker")));
        server = listener();
        line = line(DEVICE);
    }

    private Mqtt5BlockingClient listener() {
        var plain = BrokerAddress.of(broker.plainUrl());
        var client = Mqtt5Client.builder()
                .identifier("server")
                .serverHost(plain.host())
                .serverPort(plain.port())
                .buildBlocking();
        client.connect();
        client.toAsync()
                .publishes(
                        MqttGlobalPublishFilter.ALL,
                        publish -> heard.put(publish.getTopic().toString(), publish.getPayloadAsBytes()));
        client.subscribeWith()
                .topicFilter(Topics.DEVICES + "#")
                .qos(MqttQos.AT_LEAST_ONCE)
                .send();
        return client;
    }

    private DeviceIdentity identity(TestCa by, DeviceId device, String name) throws Exception {
        var files = by.enrol(device, broker.tlsUrl(), "https://127.0.0.1:1", new byte[0], folder.resolve(name));
        return new IdentityFiles(files).load().orElseThrow();
    }

    private HiveLink line(DeviceId device) throws Exception {
        var tls = DeviceTls.of(identity(ca, device, device.value()));
        return new HiveLinks(1).line(device, BOOT, BrokerAddress.of(broker.tlsUrl()), tls);
    }

    @AfterEach
    void stopEverything() {
        line.leave().join();
        server.toAsync().disconnect().handle((_, _) -> null).join(); // a test may have killed the broker already
        broker.close();
    }

    @Test
    void bringsTheRetainedGoalOfThisDeviceAndNoOther() {
        tell(Topics.of(new DeviceId("sim-002"), Channel.DESIRED), "theirs", true);
        tell(Topics.of(DEVICE, Channel.DESIRED), "ours", true);
        var goals = received(Channel.DESIRED);

        line.connect().join();

        await().untilAsserted(() -> assertThat(goals).hasSize(1));
        assertThat(goals.getFirst().payload()).asString(UTF_8).isEqualTo("ours");
    }

    @Test
    void tellsItsListenersOnceSubscriptionsStand() {
        var connected = new AtomicInteger();
        var commands = received(Channel.CMD);
        line.onConnected(() -> {
            connected.incrementAndGet();
            send(Topics.of(DEVICE, Channel.CMD), "hint", false); // no waiting here: this thread may be the server's own
        });

        line.connect().join();

        assertThat(connected).hasValue(1);
        await().untilAsserted(() -> assertThat(commands).hasSize(1));
    }

    @Test
    void carriesAnAnswerWithItsCorrelation() {
        var blocks = received(Channel.BLOCKS_DATA);
        line.connect().join();

        server.publish(Mqtt5Publish.builder()
                .topic(Topics.of(DEVICE, Channel.BLOCKS_DATA))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload("bytes".getBytes(UTF_8))
                .correlationData("which".getBytes(UTF_8))
                .build());

        await().untilAsserted(() -> assertThat(blocks).hasSize(1));
        assertThat(blocks.getFirst().correlation()).asString(UTF_8).isEqualTo("which");
    }

    @Test
    void isDoneWithAMessageOnceTheBrokerHasIt() {
        line.connect().join();

        line.publish(Channel.TELEMETRY, "window".getBytes(UTF_8)).join();

        await().untilAsserted(() -> assertThat(heard.get(Topics.of(DEVICE, Channel.TELEMETRY)))
                .asString(UTF_8)
                .isEqualTo("window"));
    }

    @Test
    void refusesAMessageWhileItIsDown() {
        assertThat(line.publish(Channel.TELEMETRY, new byte[0])).isCompletedExceptionally();
    }

    @Test
    void leavesItsWillWhenTheWeatherCutsIt() {
        line.connect().join();
        line.publish(Channel.PRESENCE, ProtocolJson.write(new Presence(true, BOOT)))
                .join();

        line.vanish();

        await().untilAsserted(() -> assertThat(presence().online()).isFalse());
        assertThat(line.connected()).isFalse();
    }

    @Test
    void saysGoodbyeInOrder() {
        line.connect().join();

        line.leave().join();

        await().untilAsserted(() -> assertThat(presence()).isEqualTo(new Presence(false, BOOT)));
    }

    @Test
    void comesBackAndHearsAgain() {
        var goals = received(Channel.DESIRED);
        line.connect().join();
        line.vanish();
        await().until(() -> !line.connected());
        tell(Topics.of(DEVICE, Channel.DESIRED), "missed", true);

        await().untilAsserted(() -> line.connect().join());

        await().untilAsserted(() -> assertThat(goals).hasSize(1));
    }

    @Test
    void isDownWhenTheBrokerDies() {
        line.connect().join();

        broker.kill();

        await().until(() -> !line.connected());
        assertThatThrownBy(() -> line.connect().join()).isNotNull();
    }

    @Test
    void isRefusedWithACertificateOfAnotherFleet() throws Exception {
        var foreign = DeviceTls.of(identity(new TestCa(), DEVICE, "foreign"));
        var stranger = new HiveLinks(1).line(DEVICE, BOOT, BrokerAddress.of(broker.tlsUrl()), foreign);

        assertThatThrownBy(() -> stranger.connect().join()).isNotNull();
        assertThat(stranger.connected()).isFalse();
    }

    private List<Message> received(Channel channel) {
        var messages = new CopyOnWriteArrayList<Message>();
        line.listen(channel, messages::add);
        return messages;
    }

    private void tell(String topic, String payload, boolean retained) {
        send(topic, payload, retained).join();
    }

    private CompletableFuture<?> send(String topic, String payload, boolean retained) {
        return server.toAsync()
                .publish(Mqtt5Publish.builder()
                        .topic(topic)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(payload.getBytes(UTF_8))
                        .retain(retained)
                        .build());
    }

    private Presence presence() {
        var payload = heard.get(Topics.of(DEVICE, Channel.PRESENCE));
        assertThat(payload).isNotNull();
        return ProtocolJson.read(payload, Presence.class);
    }
}
