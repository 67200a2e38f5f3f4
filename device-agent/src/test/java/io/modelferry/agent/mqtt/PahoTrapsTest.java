package io.modelferry.agent.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.modelferry.agent.enrolment.DeviceIdentity;
import io.modelferry.agent.enrolment.Enrolment;
import io.modelferry.agent.enrolment.IdentityFiles;
import io.modelferry.agent.mqtt.PahoConnection.Patience;
import io.modelferry.agent.mqtt.PahoConnection.Settings;
import io.modelferry.agent.telemetry.EventLane;
import io.modelferry.agent.telemetry.EventOutbox;
import io.modelferry.agent.testing.DeviceServer;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.Mosquitto;
import io.modelferry.agent.testing.MovedClock;
import io.modelferry.agent.testing.TestCa;
import io.modelferry.agent.update.Backoff;
import io.modelferry.agent.update.EventLog.Step;
import io.modelferry.agent.update.Link.Message;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.enrolment.JoinString;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Paho is known to trip over (numbers are issues of eclipse-paho/paho.mqtt.java), against a real broker, with a cable in
 * between that can be cut or hang.
 */
@Tag("system")
@Timeout(120)
class PahoTrapsTest {

    private static final int LARGEST_PACKET = 20_000;
    private static final Patience SHORT = new Patience(Duration.ofSeconds(2), Duration.ofSeconds(2));
    private static final Backoff.Limits SOON = new Backoff.Limits(Duration.ofMillis(10), Duration.ofMillis(50));

    @TempDir
    Path folder;

    private TestCa ca;
    private DeviceServer server;
    private Mosquitto broker;
    private Wire wire;
    private DeviceIdentity identity;
    private PahoLink device;
    private PahoConnection watcher;
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

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

    private DeviceIdentity identity(String name) throws Exception {
        return new Enrolment(new IdentityFiles(folder.resolve(name)))
                .enrol(URI.create(server.url()), JoinString.parse(server.join()), new DeviceId(name));
    }

    /** The server's side: sees everything of every device. */
    private PahoConnection watcher() throws Exception {
        var connection = PahoConnection.open(
                new Settings(broker.url(), "server", identity("server").tls(), "nowhere", new byte[0]),
                (topic, payload, correlation) -> seen.add(topic.substring(topic.lastIndexOf('/') + 1) + " "
                        + new String(payload, StandardCharsets.UTF_8)),
                (lost, why) -> {});
        connection.subscribe(new String[] {Topics.DEVICES + "#"});
        return connection;
    }

    private Settings settings(int port) {
        return new Settings(
                "ssl://127.0.0.1:" + port,
                "cam-01",
                identity.tls(),
                Topics.of(identity.device(), Channel.PRESENCE),
                bytes("offline"),
                SHORT);
    }

    private PahoLink device(Backoff.Limits retry) {
        var link = new PahoLink(identity.device(), settings(wire.port()), retry, new Random(2));
        link.onConnected(connections::incrementAndGet);
        return link;
    }

    private void connect() {
        device.open();
        patiently().until(() -> connections.get() == 1);
    }

    private void cutAndComeBack() {
        var before = connections.get();
        wire.cut();
        patiently().until(() -> connections.get() > before);
    }

    private CompletableFuture<Void> say(Channel channel, String text, boolean retained) {
        return watcher.publish(
                Topics.of(FakeControlPlane.DEVICE, channel), bytes(text), Message.NO_CORRELATION, retained);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ConditionFactory patiently() {
        return Awaitility.await().atMost(Duration.ofSeconds(10));
    }

    /** Paho puts the client's id into the names of its threads; where one stands says why it is still there. */
    private static List<String> threadsOfPaho() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(one -> one.getKey().getName().matches("MQTT .*cam-01"))
                .map(one -> one.getKey().getName() + " " + List.of(one.getValue()))
                .toList();
    }

    // #999: subscribing on the callback thread waits for ever once ten messages stand before the answer
    @Test
    void subscribesAgainOffTheCallbackThreadWhileMessagesPourIn() throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        device.listen(Channel.CMD, message -> heard.add(new String(message.payload(), StandardCharsets.UTF_8)));
        connect();
        var pouring = new AtomicBoolean(true);
        var tap = Thread.ofVirtual().start(() -> {
            while (pouring.get()) {
                var _ = catchThrowable(() -> say(Channel.CMD, "drop", false).join());
            }
        });

        for (var round = 1; round <= 3; round++) {
            cutAndComeBack();
            heard.clear();
            patiently().until(() -> heard.size() > 20);
        }

        pouring.set(false);
        tap.join();
    }

    // #993: "too many publishes in progress" is an answer, not the end of the connection
    @Test
    void saysAtOnceWhenTheBrokerTakesNoMoreAndGoesOnWhenItDoes() {
        connect();
        wire.hang(true);

        var sent = IntStream.range(0, 25)
                .mapToObj(i -> device.publish(Channel.TELEMETRY, bytes("w" + i)))
                .toList();

        var refused = sent.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .toList();
        assertThat(refused).hasSize(5);
        assertThat(refused.getFirst().exceptionNow())
                .isInstanceOfSatisfying(
                        MqttException.class,
                        e -> assertThat(e.getReasonCode())
                                .isEqualTo(MqttClientException.REASON_CODE_MAX_INFLIGHT)
                                .isEqualTo(32_202));
        wire.hang(false);
        sent.subList(0, 20).forEach(CompletableFuture::join);
        device.publish(Channel.TELEMETRY, bytes("after")).join();
        assertThat(connections).hasValue(1);
    }

    // #654: Paho's own reconnection leaves a thread behind for every client; a fresh client each time must leave none
    @Test
    void leavesNoThreadBehindOverFiftyReconnections() {
        connect();

        for (var i = 0; i < 50; i++) {
            cutAndComeBack();
        }

        assertThat(threadsOfPaho()).hasSizeLessThanOrEqualTo(8); // one client, and perhaps one on its way out
        device.close();
        patiently().untilAsserted(() -> assertThat(threadsOfPaho()).isEmpty());
    }

    // #850, #1013: the thread that connects waits for a receiver that came and went
    @Test
    void leavesNoThreadBehindWhenTheBrokerHangsUpAtOnce() throws Exception {
        try (var rude = ca.serverTls().getServerSocketFactory().createServerSocket(0)) {
            serve(rude, socket -> {
                ((SSLSocket) socket).startHandshake();
                socket.close();
            });

            for (var i = 0; i < 10; i++) {
                assertThatThrownBy(() -> open(rude.getLocalPort())).isInstanceOf(MqttException.class);
            }
        }

        patiently().untilAsserted(() -> assertThat(threadsOfPaho()).isEmpty());
    }

    // #511, #1028: no answer to CONNECT, and no time-out either
    @Test
    void givesUpOnABrokerThatAcceptsAndNeverAnswers() throws Exception {
        try (var mute = ca.serverTls().getServerSocketFactory().createServerSocket(0)) {
            serve(mute, socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
            assertThatThrownBy(() -> open(mute.getLocalPort())).isInstanceOf(MqttException.class);
        }
        try (var deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) { // not even a handshake
            assertThatThrownBy(() -> open(deaf.getLocalPort())).isInstanceOf(MqttException.class);
        }

        patiently().untilAsserted(() -> assertThat(threadsOfPaho()).isEmpty());
    }

    private PahoConnection open(int port) throws MqttException {
        return PahoConnection.open(settings(port), (topic, payload, correlation) -> {}, (lost, why) -> {});
    }

    private interface Manners {
        void toward(Socket socket) throws IOException;
    }

    private static void serve(ServerSocket server, Manners manners) {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    var socket = server.accept();
                    Thread.ofVirtual().start(() -> {
                        var _ = catchThrowable(() -> manners.toward(socket)); // how the device takes it is asserted
                    });
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    @Test
    void findsOutThatTheOtherSideIsGoneThoughTheLineStillStands() {
        connect();
        wire.hang(true);
        var underWay = device.publish(Channel.TELEMETRY, bytes("into the void"));

        patiently().until(() -> !device.connected());

        patiently().until(underWay::isCompletedExceptionally);
        wire.cut();
        wire.hang(false);
        patiently().until(device::connected);
    }

    @Test
    void doesNotWaitForItselfWhenItIsClosedByAListener() throws Exception {
        var closed = new CountDownLatch(1);
        device.listen(Channel.CMD, message -> {
            device.close();
            closed.countDown();
        });
        connect();

        say(Channel.CMD, "stop", false).join();

        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        patiently().untilAsserted(() -> assertThat(threadsOfPaho()).isEmpty());
        patiently().until(() -> seen.contains("presence offline"));
    }

    @Test
    void refusesAMessageLargerThanTheBrokerTakesAndKeepsTheLine() {
        connect();

        var tooLarge = device.publish(Channel.TELEMETRY, new byte[LARGEST_PACKET]);

        assertThat(catchThrowable(tooLarge::join))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
        device.publish(Channel.TELEMETRY, bytes("small")).join();
        assertThat(connections).hasValue(1);
    }

    @Test
    void leavesWhatHappensOfflineToTheOutboxAndNotToPaho() throws Exception {
        var outbox = new EventOutbox(EventLane.inMemory(), device, new UUID(0, 1), new MovedClock());
        device.onConnected(outbox::resend);
        connect();
        broker.stop();
        patiently().until(() -> !device.connected());

        assertThat(device.publish(Channel.TELEMETRY, bytes("kept by nobody"))).isCompletedExceptionally();
        outbox.record(new Step(
                1,
                FakeControlPlane.MODEL,
                FakeControlPlane.digestOf(new byte[1]),
                UpdateState.ASSIGNED,
                null,
                "",
                Transfer.NONE));
        bringTheBrokerBack();
        patiently().until(device::connected);
        outbox.resend(); // the first time nobody may have been listening yet

        patiently().until(() -> seen.stream().anyMatch(one -> one.startsWith("evt ")));
        assertThat(seen).noneMatch(one -> one.startsWith("tel "));
    }

    private void bringTheBrokerBack() throws Exception {
        watcher.abandon();
        broker.start();
        watcher = watcher();
    }

    /** docs/adr/0013: what a device missed is in the retained goal, not in a session. */
    @Test
    void beginsACleanSessionEveryTimeAndFindsTheGoal() {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        for (var channel : List.of(Channel.DESIRED, Channel.CMD)) {
            device.listen(channel, message -> heard.add(new String(message.payload(), StandardCharsets.UTF_8)));
        }
        connect();
        device.close();
        say(Channel.CMD, "a hint for somebody who is away", false).join();
        say(Channel.DESIRED, "goal", true).join();

        device = device(SOON);
        device.listen(Channel.DESIRED, message -> heard.add(new String(message.payload(), StandardCharsets.UTF_8)));
        device.listen(Channel.CMD, message -> heard.add(new String(message.payload(), StandardCharsets.UTF_8)));
        device.open();
        patiently().until(() -> heard.contains("goal"));
        say(Channel.CMD, "a hint", false).join();
        patiently().until(() -> heard.contains("a hint"));

        assertThat(heard).containsExactly("goal", "a hint");
    }

    @Test
    void waitsBeforeItsFirstAttemptAfterALossToo() {
        device.close();
        device = device(new Backoff.Limits(Duration.ofMillis(1500), Duration.ofSeconds(3)));
        connect();

        var began = System.nanoTime();
        cutAndComeBack();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1400));
    }
}
