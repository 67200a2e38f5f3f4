package io.modelferry.control.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modelferry.control.security.FleetTls;
import io.modelferry.control.security.TestFleet;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every broker of a fleet must keep: two devices, all topics. A refusal that the client sees proves little (Mosquitto grants
 * {@code #} and filters later), so each test asserts what does <em>not</em> arrive: a marker sent afterwards on an allowed topic
 * arrives, and nothing before it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BrokerWallsContract {

    static final DeviceId MALLORY = new DeviceId("mallory-01");
    static final DeviceId VICTIM = new DeviceId("victim-01");

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Visitor server;
    private Visitor victim;
    private Visitor writer;
    private SSLContext mallorysTls;

    abstract String url();

    abstract TestFleet fleet();

    @BeforeEach
    void serverAndVictimAreThere() throws Exception {
        if (server == null) {
            server = Visitor.enter(url(), fleet().named(FleetTls.SERVER_NAME), FleetTls.SERVER_NAME);
            server.subscribe("fleet/v1/#");
        }
        if (victim == null) {
            victim = Visitor.enter(url(), fleet().named(VICTIM.value()), VICTIM.value());
            Arrays.stream(Channel.values())
                    .filter(channel -> !channel.uplink())
                    .forEach(channel -> victim.subscribe(Topics.of(VICTIM, channel)));
        }
        server.received().clear();
        victim.received().clear();
    }

    @AfterAll
    void everybodyLeaves() {
        leave(server);
        leave(victim);
        leave(writer);
    }

    static Stream<String> filtersOfOthers() {
        var victims = Arrays.stream(Channel.values()).map(channel -> Topics.of(VICTIM, channel));
        var wide = Stream.of(
                "#",
                "+/#",
                "fleet/#",
                "fleet/v1/#",
                "fleet/v1/d/#",
                "fleet/v1/d/+/desired",
                "fleet/v1/d/+/cmd",
                "fleet/v1/d/" + VICTIM + "/#",
                "fleet/v1/stats/#",
                "$share/control/fleet/v1/d/+/evt",
                "$share/mine/fleet/v1/d/" + VICTIM + "/desired",
                "$share/mine/#");
        var ownUplinks = Arrays.stream(Channel.values())
                .filter(Channel::uplink)
                .map(channel -> "fleet/v1/d/+/" + channel.suffix());
        return Stream.of(victims, wide, ownUplinks).flatMap(filters -> filters);
    }

    static Stream<String> topicsOfOthers() {
        var victims = Arrays.stream(Channel.values()).map(channel -> Topics.of(VICTIM, channel));
        var serverWrites = Arrays.stream(Channel.values())
                .filter(channel -> !channel.uplink())
                .map(channel -> Topics.of(MALLORY, channel));
        var elsewhere = Stream.of(
                "fleet/v1/stats/meter-reader/1",
                "fleet/v1/d/" + MALLORY,
                "fleet/v1/d/" + MALLORY + "/unknown",
                "fleet/v1/d/" + MALLORY + "/evt/deeper",
                "fleet/v1/d/" + MALLORY + ".evt",
                "fleet/v1/d.x/" + VICTIM + "/evt",
                "fleet.v1.d." + VICTIM + ".evt",
                "fleet/v2/d/" + MALLORY + "/evt");
        return Stream.of(victims, serverWrites, elsewhere).flatMap(topics -> topics);
    }

    @ParameterizedTest
    @MethodSource("filtersOfOthers")
    void nothingOfAnotherDeviceIsDelivered(String filter) throws Exception {
        server.publish(Topics.of(VICTIM, Channel.DESIRED), "retained before", true);
        try (var spy = spying(filter)) {
            for (var channel : Channel.values()) {
                (channel.uplink() ? victim : server).publish(Topics.of(VICTIM, channel), "secret", false);
            }
            server.publish("fleet/v1/stats/meter-reader/1", "secret", false);
            var marker = mark(spy);

            assertThat(spy.received())
                    .filteredOn(line -> !line.endsWith(marker))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("topicsOfOthers")
    void nothingIsPublishedOutsideTheOwnUplinks(String topic) throws Exception {
        var forged = "forged " + UUID.randomUUID();

        for (var retained : List.of(false, true)) {
            writer().publish(topic, forged, retained);
        }

        var marker = "marker " + UUID.randomUUID();
        writer().publish(Topics.of(MALLORY, Channel.EVENTS), marker, false);
        awaitLine(server, Topics.of(MALLORY, Channel.EVENTS) + " " + marker);
        server.publish(Topics.of(VICTIM, Channel.CMD), marker, false);
        awaitLine(victim, Topics.of(VICTIM, Channel.CMD) + " " + marker);
        assertThat(server.received()).noneMatch(line -> line.endsWith(forged));
        assertThat(victim.received()).noneMatch(line -> line.endsWith(forged));
    }

    @Test
    void aDeviceReachesTheServerAndIsReachedOnItsOwnChannels() throws Exception {
        try (var device = mallory()) {
            for (var channel : Channel.values()) {
                var topic = Topics.of(MALLORY, channel);
                if (channel.uplink()) {
                    assertThat(device.publish(topic, "up", false)).as(topic).isTrue();
                    awaitLine(server, topic + " up");
                } else {
                    assertThat(device.subscribe(topic)).as(topic).isTrue();
                    server.publish(topic, "down", false);
                    awaitLine(device, topic + " down");
                }
            }
        }
    }

    @Test
    void aDashboardReadsStatisticsAndNothingElse() throws Exception {
        var name = FleetTls.DASHBOARD_NAME;
        var stats = "fleet/v1/stats/meter-reader/1";
        server.publish(stats, "retained before", true);
        try (var dashboard = Visitor.enter(url(), fleet().named(name), name)) {
            dashboard.subscribe("fleet/v1/d/#");
            dashboard.publish(stats, "forged", false);
            dashboard.publish(Topics.of(VICTIM, Channel.CMD), "forged", false);
        }
        try (var dashboard = Visitor.enter(url(), fleet().named(name), name)) {
            assertThat(dashboard.subscribe("fleet/v1/stats/#")).isTrue();
            awaitLine(dashboard, stats + " retained before");
            server.publish(Topics.of(VICTIM, Channel.CMD), "for the victim", false);
            awaitLine(victim, Topics.of(VICTIM, Channel.CMD) + " for the victim");
            server.publish(stats, "now", false);
            awaitLine(dashboard, stats + " now");

            assertThat(dashboard.received()).allMatch(line -> line.startsWith("fleet/v1/stats/"));
        }
        assertThat(server.received()).noneMatch(line -> line.endsWith("forged"));
        assertThat(victim.received()).noneMatch(line -> line.endsWith("forged"));
        server.publish(stats, "", true);
    }

    @Test
    void aDashboardCannotTakeADevicesClientId() throws Exception {
        try (var thief = Visitor.enter(url(), fleet().named(FleetTls.DASHBOARD_NAME), VICTIM.value())) {
            assertThat(thief.received()).isEmpty();
        } catch (MqttException refused) {
            // as it should be; where the broker renames the client instead, the victim stays all the same
        }

        assertThat(victim.isThere()).isTrue();
    }

    @Test
    void aDeviceCannotTakeAnothersClientId() throws Exception {
        for (int attempt = 0; attempt < 3; attempt++) {
            try (var thief = Visitor.enter(url(), fleet().named(MALLORY.value()), VICTIM.value())) {
                thief.subscribe(Topics.of(VICTIM, Channel.CMD));
                assertThat(thief.received()).isEmpty();
            } catch (MqttException refused) {
                // as it should be; where the broker renames the client instead, the victim stays all the same
            }
        }

        assertThat(victim.isThere()).isTrue();
        server.publish(Topics.of(VICTIM, Channel.CMD), "still yours", false);
        awaitLine(victim, Topics.of(VICTIM, Channel.CMD) + " still yours");
    }

    @Test
    void aLastWillSpeaksOnlyForItsOwner() throws Exception {
        try {
            var will = Topics.of(VICTIM, Channel.PRESENCE);
            Visitor.enter(url(), fleet().named(MALLORY.value()), MALLORY.value(), will)
                    .vanish();
        } catch (MqttException refused) {
            // refused at the door: fine
        }

        try (var mallory = mallory()) {
            mallory.publish(Topics.of(MALLORY, Channel.EVENTS), "marker", false);
        }
        awaitLine(server, Topics.of(MALLORY, Channel.EVENTS) + " marker");
        assertThat(server.received()).noneMatch(line -> line.startsWith(Topics.of(VICTIM, Channel.PRESENCE)));
    }

    @Test
    void nobodyEntersWithoutACertificateForClientsByTheFleetsCa(@TempDir Path elsewhere) throws Exception {
        var name = MALLORY.value();
        for (var tls : List.of(
                fleet().withoutCertificate(),
                fleet().withServerCertificate(),
                fleet().byAnotherCa(name, elsewhere),
                fleet().byAnotherCa(FleetTls.SERVER_NAME, elsewhere))) {
            assertThatThrownBy(() -> Visitor.enter(url(), tls, name).close()).isInstanceOf(MqttException.class);
        }
    }

    final Visitor theServer() {
        return server;
    }

    private Visitor mallory() throws Exception {
        if (mallorysTls == null) {
            mallorysTls = fleet().named(MALLORY.value());
        }
        return Visitor.enter(url(), mallorysTls, MALLORY.value());
    }

    /** Mallory as she was left, or anew where a broker has thrown her out for what she wrote: only who is still in is answered. */
    private Visitor writer() throws Exception {
        if (writer == null || !writer.subscribe(Topics.of(MALLORY, Channel.CMD))) {
            leave(writer);
            writer = mallory();
        }
        return writer;
    }

    private static void leave(Visitor visitor) {
        if (visitor != null) {
            visitor.close();
        }
    }

    /** Mallory with a foreign subscription; a broker that throws her out for it has answered as well. */
    private Visitor spying(String filter) throws Exception {
        var spy = mallory();
        spy.subscribe(filter);
        if (spy.isThere()) {
            spy.subscribe(Topics.of(MALLORY, Channel.CMD));
        }
        return spy;
    }

    /** Sends something allowed after all that is not, and waits for it: what would have come has come. */
    private String mark(Visitor spy) {
        var marker = "marker " + UUID.randomUUID();
        if (spy.isThere()) {
            server.publish(Topics.of(MALLORY, Channel.CMD), marker, false);
            awaitLine(spy, Topics.of(MALLORY, Channel.CMD) + " " + marker);
        }
        return marker;
    }

    static void awaitLine(Visitor visitor, String line) {
        await(line)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE)
                .until(() -> visitor.received().contains(line));
    }
}
