package io.modelferry.control.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modelferry.control.platform.ModelferryConfiguration.Mqtt;
import io.modelferry.control.security.TestFleet;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that was taken out, at a Mosquitto with the shipped configuration and the shipped way of starting it. */
@Tag("system")
final class MosquittoEvictionTest {

    private static final DeviceId STOLEN = new DeviceId("stolen-01");
    private static final DeviceId HONEST = new DeviceId("honest-01");
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private TestFleet fleet;
    private TestMosquitto mosquitto;

    @BeforeEach
    void start() throws Exception {
        fleet = new TestFleet(folder.resolve("fleet"));
        fleet.writeBrokerCertificate(folder.resolve("certificates"));
        mosquitto = TestMosquitto.reloading(folder);
    }

    @AfterEach
    void stop() {
        mosquitto.close();
    }

    @Test
    void itsSessionEndsWithinTenSecondsItComesBackNoMoreAndNothingInItsNameStays() throws Exception {
        var broker = ExternalBroker.of(new Mqtt(mosquitto.url(), 0, "", "", "", 1), fleet);
        var tls = fleet.named(STOLEN.value());
        var presence = Topics.of(STOLEN, Channel.PRESENCE);
        try (var thief = Visitor.enter(mosquitto.url(), tls, STOLEN.value(), presence);
                var honest = Visitor.enter(mosquitto.url(), fleet.named(HONEST.value()), HONEST.value())) {
            thief.publish(Topics.of(STOLEN, Channel.REPORTED), "a report", true);

            fleet.revoke(STOLEN, folder.resolve("certificates").resolve("crl.pem"));
            fleet.deny(STOLEN);
            broker.putOut(STOLEN);

            await().atMost(TEN_SECONDS).until(() -> !thief.isThere());
            assertThatThrownBy(() -> Visitor.enter(mosquitto.url(), tls, STOLEN.value(), presence))
                    .isInstanceOf(MqttException.class);
            await().during(Duration.ofSeconds(6)).atMost(Duration.ofSeconds(25)).until(() -> retained("somebody") == 0);
            assertThat(honest.isThere()).isTrue();
        }
        Visitor.enter(mosquitto.url(), fleet.named(HONEST.value()), HONEST.value())
                .close();
    }

    /** How much somebody who comes now finds in the device's tree. */
    private int retained(String marker) throws Exception {
        var filter = "fleet/v1/d/" + STOLEN + "/#";
        try (var late = Visitor.enter(mosquitto.url(), fleet.clientContext(), fleet.clientName())) {
            late.subscribe(filter);
            late.publish(Topics.of(STOLEN, Channel.CMD), marker, false);
            await().until(() -> late.received().stream().anyMatch(line -> line.endsWith(marker)));
            return late.received().size() - 1;
        }
    }
}
