package io.modelferry.agent.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.enrolment.DeviceIdentity;
import io.modelferry.agent.enrolment.Enrolment;
import io.modelferry.agent.enrolment.IdentityFiles;
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
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker over mutual TLS: what Paho does and does not do by itself can only be seen there. */
@Tag("system")
@Timeout(120)
class PahoLinkTest {

    @TempDir
    Path folder;

    private TestCa ca;
    private DeviceServer server;
    private Mosquitto broker;
    private PahoLink device;
    private PahoConnection watcher;
    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() throws Exception {
        ca = new TestCa("127.0.0.1");
        server = new DeviceServer(new FakeControlPlane(), ca);
        broker = new Mosquitto(Files.createDirectory(folder.resolve("broker")), ca);
        device = link(identity("cam-01"));
        watcher = watcher();
    }

    @AfterEach
    void close() {
        device.close();
        watcher.abandon();
        broker.close();
        server.close();
    }

    private DeviceIdentity identity(String name) throws Exception {
        return new Enrolment(new IdentityFiles(folder.resolve(name)))
                .enrol(URI.create(server.url()), JoinString.parse(server.join()), new DeviceId(name));
    }

    private PahoLink link(DeviceIdentity identity) {
        var settings = new PahoConnection.Settings(
                broker.url(),
                identity.device().value(),
                identity.tls(),
                Topics.of(identity.device(), Channel.PRESENCE),
                "offline".getBytes(StandardCharsets.US_ASCII));
        var retry = new Backoff.Limits(Duration.ofMillis(50), Duration.ofMillis(200));
        return new PahoLink(identity.device(), settings, retry, new Random(2));
    }

    /** The server's side: sees everything of every device. */
    private PahoConnection watcher() throws Exception {
        var settings = new PahoConnection.Settings(
                broker.url(), "server", identity("server").tls(), "nowhere", new byte[0]);
        var connection = PahoConnection.open(
                settings,
                (topic, payload, correlation) -> seen.add(topic.substring(Topics.DEVICES.length()) + "="
                        + new String(payload, StandardCharsets.US_ASCII)),
                (lost, why) -> {});
        connection.subscribe(new String[] {Topics.DEVICES + "#"});
        return connection;
    }

    private void say(Channel channel, String text, boolean retained) {
        watcher.publish(
                        Topics.of(FakeControlPlane.DEVICE, channel),
                        text.getBytes(StandardCharsets.US_ASCII),
                        Message.NO_CORRELATION,
                        retained)
                .join();
    }

    private static ConditionFactory patiently() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void receivesTheRetainedGoalAndCommandsAndNothingOfOthers() throws Exception {
        var heard = new ConcurrentLinkedQueue<String>();
        for (var channel : List.of(Channel.DESIRED, Channel.CMD)) {
            device.listen(channel, message -> heard.add(channel + " " + new String(message.payload())));
        }
        say(Channel.DESIRED, "goal", true);

        device.open();
        patiently().until(() -> heard.contains("DESIRED goal"));
        say(Channel.CMD, "hint", false);

        patiently().until(() -> heard.contains("CMD hint"));
        assertThat(heard).hasSize(2);
    }

    @Test
    void carriesCorrelationDataThereAndBack() {
        var answered = new CompletableFuture<Message>();
        device.listen(Channel.BLOCKS_DATA, answered::complete);
        device.open();
        patiently().until(device::connected);

        watcher.publish(Topics.of(FakeControlPlane.DEVICE, Channel.BLOCKS_DATA), bytes("block"), bytes("which"), false);

        assertThat(answered.join().correlation()).isEqualTo(bytes("which"));
    }

    @Test
    void comesBackAndSubscribesAgainAfterTheBrokerWasGone() throws Exception {
        var heard = new ConcurrentLinkedQueue<String>();
        var connections = new AtomicInteger();
        device.listen(Channel.DESIRED, message -> heard.add(new String(message.payload())));
        device.onConnected(connections::incrementAndGet);
        device.open();
        patiently().until(() -> connections.get() == 1);

        broker.stop();
        patiently().until(() -> !device.connected());
        assertThat(device.publish(Channel.EVENTS, bytes("lost"))).isCompletedExceptionally();
        broker.start();
        patiently().until(() -> connections.get() == 2);
        watcher.abandon();
        watcher = watcher();
        say(Channel.DESIRED, "after", true);

        patiently().until(() -> heard.contains("after"));
    }

    @Test
    void saysOfflineInOrderWhenItStopsAndByItsWillWhenItBreaks() throws Exception {
        device.open();
        patiently().until(device::connected);
        device.publish(Channel.PRESENCE, bytes("online")).join();

        device.close();
        patiently().until(() -> seen.contains("cam-01/presence=offline"));

        seen.clear();
        device = link(identity("cam-01"));
        device.open();
        patiently().until(device::connected);
        var twin = link(identity("cam-01"));
        twin.open(); // the same client id elsewhere: the broker cuts the first one off
        patiently().until(() -> seen.contains("cam-01/presence=offline"));
        twin.close();
    }

    @Test
    void deliversMoreMessagesThanTheBrokerTakesAtOnceOrSaysSo() {
        device.open();
        patiently().until(device::connected);

        var sent = IntStream.range(0, 200)
                .mapToObj(i -> device.publish(Channel.TELEMETRY, bytes("w" + i)))
                .toList();

        patiently().until(() -> sent.stream().allMatch(CompletableFuture::isDone));
        var delivered =
                sent.stream().filter(one -> !one.isCompletedExceptionally()).count();
        assertThat(delivered).isPositive();
        patiently()
                .untilAsserted(() -> assertThat(seen.stream()
                                .filter(one -> one.startsWith("cam-01/tel="))
                                .count())
                        .isEqualTo(delivered));
    }
}
