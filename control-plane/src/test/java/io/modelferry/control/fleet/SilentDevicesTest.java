package io.modelferry.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.delivery.PostOffice;
import io.modelferry.control.delivery.UplinkReceived;
import io.modelferry.control.fleet.DeviceReported.Kind;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.report.Command;
import io.modelferry.protocol.report.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device that is connected and has nothing to say; a lost last will; and whoever is heard of again. */
final class SilentDevicesTest {

    private static final DeviceId CAM = new DeviceId("cam-01");
    private static final UUID BOOT = new UUID(1, 1);

    private final TestPostgres postgres = TestPostgres.migrated();
    private final List<Object> told = new ArrayList<>();
    private final List<DeviceId> asked = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T12:10:00Z");
    private final DeviceRows rows = new DeviceRows(postgres.client());
    private final DeviceReports reports = new DeviceReports(rows, told::add);
    private final SilentDevices silent = new SilentDevices(rows, new Asking(), told::add, () -> now);

    @BeforeEach
    void aDeviceThatIsThere() {
        run("insert into fleet_enrolment_token values"
                + " ('t', 'h', '*', 'standard', 'site', false, 10, 0, 'ada', now(), now())");
        run(
                "insert into fleet_device (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint, certificate)"
                        + " values ('cam-01', 'harbour', 'standard', false, now(), 't', '', '')");
        presence(true);
        told.clear();
    }

    private void run(String statement) {
        postgres.client().sql(statement).update();
    }

    private void presence(boolean online) {
        var payload = ProtocolJson.write(new Presence(online, BOOT));
        reports.on(new UplinkReceived(CAM, Channel.PRESENCE, payload, now));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        silent.notice();
    }

    private boolean online() {
        return new StoredDevices(postgres.client()).find(CAM).orElseThrow().online();
    }

    private List<Kind> kinds() {
        return told.stream().map(event -> ((DeviceReported) event).kind()).toList();
    }

    @Test
    void isAskedBeforeItIsTakenForOffline() {
        pass(SilentDevices.SILENCE.plusSeconds(20));

        assertThat(asked).containsExactly(CAM);
        assertThat(online()).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void staysOnlineForItsTelemetryAlone() {
        for (var minute = 0; minute < 30; minute++) {
            reports.heardOf(List.of(CAM), now);
            pass(Duration.ofMinutes(1));
        }

        assertThat(online()).isTrue();
        assertThat(asked).isEmpty();
    }

    @Test
    void isOfflineAfterAWhileAndBackWithWhateverItSends() {
        pass(SilentDevices.SILENCE.multipliedBy(2).plusSeconds(1));
        assertThat(online()).isFalse();
        assertThat(kinds()).containsExactly(Kind.OFFLINE);
        assertThat(asked).containsExactly(CAM);

        reports.heardOf(List.of(CAM), now.plusSeconds(3));

        assertThat(online()).isTrue();
        assertThat(kinds()).containsExactly(Kind.OFFLINE, Kind.ONLINE);
        assertThat(new StoredDevices(postgres.client()).presence(CAM, 9)).hasSize(2);
    }

    @Test
    void staysOfflineByItsOwnWordWhateverComesLate() {
        presence(false);

        reports.heardOf(List.of(CAM), now.plusSeconds(1));

        assertThat(online()).isFalse();
    }

    @Test
    void staysOfflineByALastWillThatComesAfterTheSilence() {
        pass(SilentDevices.SILENCE.multipliedBy(3));
        presence(false);

        reports.heardOf(List.of(CAM), now.plusSeconds(1));

        assertThat(online()).isFalse();
    }

    /** Remembers who was asked. */
    private final class Asking implements PostOffice {

        @Override
        public Claim makeWay() {
            throw new UnsupportedOperationException("who is asked is not braked");
        }

        @Override
        public void post(Collection<Letter> letters) {}

        @Override
        public void hint(DeviceId device, Command command) {
            asked.add(device);
        }

        @Override
        public void publishStats(ModelName model, VersionName version, byte[] json) {}

        @Override
        public void publishFleetStats(byte[] json) {}

        @Override
        public void forget(DeviceId device) {}
    }
}
