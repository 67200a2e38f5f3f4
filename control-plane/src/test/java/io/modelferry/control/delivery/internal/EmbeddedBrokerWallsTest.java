package io.modelferry.control.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.security.TestFleet;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The embedded broker keeps the walls. */
final class EmbeddedBrokerWallsTest extends BrokerWallsContract {

    @TempDir
    static Path folder;

    private static TestFleet fleet;
    private static DataFolder data;
    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws Exception {
        fleet = new TestFleet(folder.resolve("a fleet"));
        var settings = Map.of("modelferry.data", folder.resolve("its data").toString(), "modelferry.mqtt.port", "0");
        var configuration = new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("modelferry", ModelferryConfiguration.class);
        data = new DataFolder(configuration);
        broker = EmbeddedBroker.start(configuration, data, fleet);
        broker.admitDevices();
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
        data.close();
    }

    @Override
    String url() {
        return broker.publicUrl();
    }

    @Override
    TestFleet fleet() {
        return fleet;
    }

    @Test
    void aDecommissionedDeviceIsPutOutAndStaysOut() throws Exception {
        var device = new DeviceId("retired-01");
        var tls = fleet.named(device.value());
        try (var visitor = Visitor.enter(url(), tls, device.value())) {
            fleet.deny(device);

            broker.putOut(device);

            await().until(() -> !visitor.isThere());
            assertThatThrownBy(() -> Visitor.enter(url(), tls, device.value()).close())
                    .isInstanceOf(MqttException.class);
        }
    }

    @Test
    void aDeviceComesAndGoesWithoutAnErrorInTheLog() throws Exception {
        var device = new DeviceId("regular-01");
        var tls = fleet.named(device.value());
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        var log = (Logger) LoggerFactory.getLogger("org.apache.activemq.artemis");
        log.addAppender(lines);
        try {
            for (var visit = 0; visit < 2; visit++) {
                try (var visitor = Visitor.enter(url(), tls, device.value())) {
                    visitor.subscribe(Topics.of(device, Channel.DESIRED));
                    visitor.subscribe(Topics.of(device, Channel.CMD));
                    if (visit == 0) {
                        visitor.vanish();
                    }
                }
            }
            Visitor.enter(url(), tls, device.value()).close(); // behind whatever the broker did about the visits before
        } finally {
            log.detachAppender(lines);
        }

        assertThat(lines.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
    }

    @Test
    void aNameThatNoDeviceCanHaveIsNobody() throws Exception {
        for (var name : new String[] {"control.plane2", "Control.Plane", "a", "dev.1", "*", "fleet/v1"}) {
            var tls = fleet.named(name);
            assertThatThrownBy(() -> Visitor.enter(url(), tls, name).close())
                    .as(name)
                    .isInstanceOf(MqttException.class);
        }
    }

    @Test
    void aRetainedGoalWaitsForItsDevice() throws Exception {
        var latecomer = new DeviceId("latecomer-01");
        var topic = "fleet/v1/d/" + latecomer + "/desired";

        theServer().publish(topic, "the goal", true);

        try (var visitor = Visitor.enter(url(), fleet.named(latecomer.value()), latecomer.value())) {
            visitor.subscribe(topic);
            awaitLine(visitor, topic + " the goal");
        }
    }
}
