package io.modelferry.agent.mqtt;

import io.modelferry.agent.enrolment.DeviceIdentity;
import io.modelferry.agent.enrolment.Enrolment;
import io.modelferry.agent.enrolment.IdentityFiles;
import io.modelferry.agent.mqtt.PahoConnection.Patience;
import io.modelferry.agent.mqtt.PahoConnection.Settings;
import io.modelferry.agent.testing.DeviceServer;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.Mosquitto;
import io.modelferry.agent.testing.TestCa;
import io.modelferry.agent.update.Backoff;
import io.modelferry.agent.update.Link.Message;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.enrolment.JoinString;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A device and a server on a real broker, with a cable in between that can be cut or hang. */
@Tag("system")
@Timeout(120)
abstract class DeviceOnAWire {

    static final int LARGEST_PACKET = 20_000;
    static final Patience SHORT = new Patience(Duration.ofSeconds(2), Duration.ofSeconds(2));
    static final Backoff.Limits SOON = new Backoff.Limits(Duration.ofMillis(10), Duration.ofMillis(50));

    @TempDir
    Path folder;

    TestCa ca;
    DeviceServer server;
    Mosquitto broker;
    Wire wire;
    DeviceIdentity identity;
    PahoLink device;
    PahoConnection watcher;
    final AtomicInteger connections = new AtomicInteger();
    final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() throws Exception {
        ca = new TestCa("127.0.0.1");
        server = new DeviceServer(new FakeControlPlane(), ca);
        broker =
                new Mosquitto(Files.createDirectory(folder.resolve("broker")), ca, "max_packet_size " + LARGEST_PACKET);
        wire = new Wire(broker.port());
        identity = identity("cam-01");
        device = device(SOON);
        watcher = watcher();
    }

    @AfterEach
    void close() throws Exception {
        device.close();
        watcher.abandon();
        wire.close();
        broker.close();
        server.close();
    }

    DeviceIdentity identity(String name) throws Exception {
        return new Enrolment(new IdentityFiles(folder.resolve(name)))
                .enrol(URI.create(server.url()), JoinString.parse(server.join()), new DeviceId(name));
    }

    /** The server's side: sees everything of every device. */
    PahoConnection watcher() throws Exception {
        var connection = PahoConnection.open(
                new Settings(broker.url(), "server", identity("server").tls(), "nowhere", new byte[0]),
                (topic, payload, correlation) -> seen.add(topic.substring(topic.lastIndexOf('/') + 1) + " "
                        + new String(payload, StandardCharsets.UTF_8)),
                (lost, why) -> {});
        connection.subscribe(new String[] {Topics.DEVICES + "#"});
        return connection;
    }

    Settings settings(int port) {
        return new Settings(
                "ssl://127.0.0.1:" + port,
                "cam-01",
                identity.tls(),
                Topics.of(identity.device(), Channel.PRESENCE),
                bytes("offline"),
                SHORT);
    }

    PahoLink device(Backoff.Limits retry) {
        var link = new PahoLink(identity.device(), settings(wire.port()), retry, new Random(2));
        link.onConnected(connections::incrementAndGet);
        return link;
    }

    void connect() {
        device.open();
        patiently().until(() -> connections.get() == 1);
    }

    void cutAndComeBack() {
        var before = connections.get();
        wire.cut();
        patiently().until(() -> connections.get() > before);
    }

    CompletableFuture<Void> say(Channel channel, String text, boolean retained) {
        return watcher.publish(
                Topics.of(FakeControlPlane.DEVICE, channel), bytes(text), Message.NO_CORRELATION, retained);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static ConditionFactory patiently() {
        return Awaitility.await().atMost(Duration.ofSeconds(10));
    }

    /** Paho puts the client's id into the names of its threads; where one stands says why it is still there. */
    static List<String> threadsOfPaho() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(one -> one.getKey().getName().matches("MQTT .*cam-01"))
                .map(one -> one.getKey().getName() + " " + List.of(one.getValue()))
                .toList();
    }
}
