package io.modelferry.control.fleet;

import static io.modelferry.control.fleet.Machine.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modelferry.control.delivery.Broker;
import io.modelferry.control.delivery.internal.Visitor;
import io.modelferry.control.security.FleetTls;
import io.modelferry.control.testing.RunningHouse;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;

/** Decommissioned means out: within ten seconds, over each door, and nothing of it stays at the broker. */
final class DecommissioningTest {

    private static final DeviceId DEVICE = new DeviceId("put-out-01");
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final RunningHouse house = RunningHouse.shared();
    private final String broker = house.bean(Broker.class).publicUrl();

    @Test
    void aLiveSessionAnOpenConnectionAndWhatWasRetainedEndWithinTenSeconds() throws Exception {
        var machine = Machine.fresh(house, DEVICE.value());
        var tls = machine.tls(
                reply(machine.enrol(Machine.token(house, DEVICE.value(), 1))).certificatePem());
        var keptOpen = HttpClient.newBuilder().sslContext(tls).build();
        var presence = Topics.of(DEVICE, Channel.PRESENCE);
        try (var session = Visitor.enter(broker, tls, DEVICE.value(), presence);
                var observer = observer("observer.before")) {
            assertThat(status(keptOpen)).isEqualTo(200);
            observer.publish(Topics.of(DEVICE, Channel.DESIRED), "a goal", true);
            session.publish(Topics.of(DEVICE, Channel.REPORTED), "a report", true);
            assertThat(retained("observer.first")).isTrue();

            assertThat(house.api("DELETE", "/devices/" + DEVICE, house.adminToken(), "")
                            .statusCode())
                    .isEqualTo(204);

            await().atMost(TEN_SECONDS).until(() -> !session.isThere());
            assertThat(status(keptOpen)).isEqualTo(401);
            assertThatThrownBy(() -> Visitor.enter(broker, tls, DEVICE.value())).isInstanceOf(MqttException.class);
            await().atMost(TEN_SECONDS).until(() -> !retained("observer.after"));
            assertThat(retained("observer.last")).isFalse(); // its last will came to nothing either
        }
    }

    private int status(HttpClient client) {
        var versions = HttpRequest.newBuilder(house.deviceDoor(DeviceApi.METADATA + "timestamp.json"));
        return RunningHouse.send(client, versions.build()).statusCode();
    }

    /** With the control plane's certificate, which reads every tree. */
    private Visitor observer(String clientId) throws MqttException {
        return Visitor.enter(broker, house.bean(FleetTls.class).clientContext(), clientId);
    }

    /** Whether somebody who comes now finds anything retained in the device's tree. */
    private boolean retained(String clientId) throws MqttException {
        var marker = Topics.of(DEVICE, Channel.CMD) + " marker";
        try (var late = observer(clientId)) {
            late.subscribe("fleet/v1/d/" + DEVICE + "/#");
            late.publish(Topics.of(DEVICE, Channel.CMD), "marker", false);
            await().atMost(TEN_SECONDS).until(() -> late.received().contains(marker));
            return late.received().stream().anyMatch(line -> !line.equals(marker));
        }
    }
}
