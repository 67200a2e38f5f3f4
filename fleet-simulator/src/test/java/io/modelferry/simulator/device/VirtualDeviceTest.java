package io.modelferry.simulator.device;

import static io.modelferry.simulator.testing.DemoModels.METER_READER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateState;
import io.modelferry.protocol.telemetry.Window;
import io.modelferry.simulator.device.Surroundings.Bytes;
import io.modelferry.simulator.testing.TestFleet;
import io.modelferry.simulator.weather.Climate;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's own code, end to end, on the demo's models; only the server is a fake and the clock is moved. */
class VirtualDeviceTest {

    private static final DeviceId SIM_001 = new DeviceId("sim-001");

    @TempDir
    Path data;

    @Test
    void movesToTheNextVersionByADelta() throws Exception {
        var fleet = new TestFleet(data, Climate.FAIR, Bytes.EACH);
        var v1 = fleet.server.publish(1);
        fleet.server.want(SIM_001, v1);
        var device = fleet.device("sim-001", 0);
        fleet.until(() -> assertThat(fleet.server.events).anyMatch(event -> confirms(event, v1.digest())));

        var v2 = fleet.server.publish(2);
        var delta = fleet.server.delta(1, 2);
        fleet.server.want(SIM_001, v2, delta);
        fleet.until(() -> assertThat(fleet.server.events).anyMatch(event -> confirms(event, v2.digest())));

        var last = fleet.server.events.getLast();
        assertThat(last.transfer().deltaBytes()).isEqualTo(delta.lengthBytes()).isLessThan(v2.lengthBytes());
        assertThat(last.transfer().fullBytes()).isZero();
        assertThat(fleet.server.events)
                .filteredOn(event -> event.digest().equals(v2.digest()))
                .extracting(UpdateEvent::state)
                .containsSubsequence(
                        UpdateState.ASSIGNED,
                        UpdateState.FETCHING,
                        UpdateState.PATCHING,
                        UpdateState.VERIFIED,
                        UpdateState.PROBED,
                        UpdateState.TRIAL,
                        UpdateState.CONFIRMED);
        assertThat(device.serving()).singleElement().satisfies(entry -> {
            assertThat(entry.getKey()).isEqualTo(METER_READER);
            assertThat(entry.getValue().digest()).isEqualTo(v2.digest());
        });
    }

    @Test
    void tellsRealAccuracyInItsWindows() throws Exception {
        var fleet = new TestFleet(data, Climate.FAIR, Bytes.EACH);
        var v1 = fleet.server.publish(1);
        fleet.server.want(SIM_001, v1);
        fleet.device("sim-001", 0);

        fleet.until(
                () -> assertThat(labelled(fleet)).isGreaterThan(1500)); // every case of the site once, and some again

        var correct = fleet.server.windows.stream().mapToLong(Window::correct).sum();
        assertThat((double) correct / labelled(fleet)).isCloseTo(0.7987, within(0.02)); // demo/models/README.md, site 0
        assertThat(fleet.server.windows).allSatisfy(window -> {
            assertThat(window.digest()).isEqualTo(v1.digest());
            assertThat(window.latency()).isNotEmpty();
            assertThat(window.classCounts()).hasSize(10);
            assertThat(window.errors()).isZero();
        });
    }

    @Test
    void followsOnItsReturnWhatItMissedWhileOffline() throws Exception {
        var fleet = new TestFleet(data, Climate.FAIR, Bytes.EACH);
        var v1 = fleet.server.publish(1);
        fleet.server.want(SIM_001, v1);
        var device = fleet.device("sim-001", 0);
        fleet.untilServing(device, v1.digest());
        var told = fleet.server.windows.size();

        fleet.server.line(SIM_001).possible(false);
        var v2 = fleet.server.publish(2);
        fleet.server.want(SIM_001, v2, fleet.server.delta(1, 2));
        for (var i = 0; i < 50; i++) {
            fleet.beat();
        }
        assertThat(device.online()).isFalse();
        assertThat(device.serving().getFirst().getValue().digest()).isEqualTo(v1.digest());

        fleet.server.line(SIM_001).possible(true);
        fleet.untilServing(device, v2.digest());

        var offline = fleet.server.windows.subList(told, fleet.server.windows.size()).stream()
                .filter(window -> window.digest().equals(v1.digest()))
                .mapToLong(Window::inferences)
                .sum();
        assertThat(offline).as("inferences made while offline, told afterwards").isGreaterThan(50);
    }

    @Test
    void livesThroughWeatherThatCutsItsLine() throws Exception {
        var stormy = new Climate(0.5, Duration.ofSeconds(2), 0, 256, 0);
        var fleet = new TestFleet(data, stormy, Bytes.EACH);
        var v1 = fleet.server.publish(1);
        fleet.server.want(SIM_001, v1);
        var device = fleet.device("sim-001", 0);

        fleet.until(() -> assertThat(fleet.server.events).anyMatch(event -> confirms(event, v1.digest())));
        fleet.until(() -> assertThat(device.online()).isFalse());
        fleet.until(() -> assertThat(device.online()).isTrue());
    }

    @Test
    void takesAnUpdateOffThatFallsIllOrDoesNotLoad() throws Exception {
        var fleet = new TestFleet(data, new Climate(0, Duration.ofSeconds(20), 0, 256, 1), Bytes.EACH);
        var v1 = fleet.server.publish(1);
        fleet.server.want(SIM_001, v1);
        var device = fleet.device("sim-001", 0);
        fleet.until(() -> assertThat(fleet.server.events).anyMatch(event -> confirms(event, v1.digest())));

        var v2 = fleet.server.publish(2);
        fleet.server.want(SIM_001, v2);
        fleet.until(() -> assertThat(fleet.server.events)
                .anyMatch(event -> event.digest().equals(v2.digest())
                        && (event.failure() == FailureCode.UNHEALTHY || event.failure() == FailureCode.LOAD_FAILED)));

        assertThat(device.serving().getFirst().getValue().digest()).isEqualTo(v1.digest());
    }

    @Test
    void isTheSameDeviceAfterARestart() throws Exception {
        var fleet = new TestFleet(data, Climate.FAIR, Bytes.EACH);
        var v1 = fleet.server.publish(1);
        fleet.server.want(SIM_001, v1);
        var before = fleet.device("sim-001", 0);
        fleet.until(() -> assertThat(fleet.server.events).anyMatch(event -> confirms(event, v1.digest())));
        fleet.forget(before);
        var received = fleet.around.traffic().bytes();

        var after = fleet.device("sim-001", 0);

        assertThat(after.serving()).as("serves before it asks the network").hasSize(1);
        fleet.until(() ->
                assertThat(fleet.server.reported.get(SIM_001).generation()).isEqualTo(1));
        assertThat(fleet.around.traffic().bytes()).isEqualTo(received);
    }

    @Test
    void downloadsForItselfUnlessToldToShare() throws Exception {
        var each = twoDevicesOn(Bytes.EACH);
        var once = twoDevicesOn(Bytes.ONCE);

        var v1 = each.server.publish(1);
        assertThat(each.around.traffic().bytes()).isGreaterThanOrEqualTo(2 * v1.lengthBytes());
        assertThat(once.around.traffic().bytes()).isLessThan(2 * v1.lengthBytes());
    }

    private TestFleet twoDevicesOn(Bytes bytes) throws Exception {
        var fleet = new TestFleet(data.resolve(bytes.name()), Climate.FAIR, bytes);
        var v1 = fleet.server.publish(1);
        for (var id : new String[] {"sim-001", "sim-002"}) {
            fleet.server.want(new DeviceId(id), v1);
            fleet.untilServing(fleet.device(id, 0), v1.digest());
        }
        return fleet;
    }

    private static boolean confirms(UpdateEvent event, ArtifactDigest digest) {
        return event.digest().equals(digest) && event.state() == UpdateState.CONFIRMED;
    }

    private static long labelled(TestFleet fleet) {
        return fleet.server.windows.stream().mapToLong(Window::labelled).sum();
    }
}
