package io.modelferry.control.telemetry;

import static io.modelferry.control.telemetry.TelemetryRoom.CAM;
import static io.modelferry.control.telemetry.TelemetryRoom.MODEL;
import static io.modelferry.control.telemetry.TelemetryRoom.NOON;
import static io.modelferry.control.telemetry.TelemetryRoom.ONE;
import static io.modelferry.control.telemetry.TelemetryRoom.OTHER;
import static io.modelferry.control.telemetry.TelemetryRoom.TWO;
import static io.modelferry.control.telemetry.TelemetryRoom.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.modelferry.control.platform.TestPostgres;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a plan reckons with: windows that devices sent, rolled up, on a real PostgreSQL. */
final class StoredFieldTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();

    private final TelemetryRoom room = new TelemetryRoom(POSTGRES);
    private final StoredField field = new StoredField(POSTGRES.template(), room.versions, room.rollups, () -> room.now);

    @BeforeEach
    void twoDevicesRunTheModel() {
        POSTGRES.template().execute("alter table fleet_running drop constraint if exists fleet_running_device_id_fkey");
        POSTGRES.template().execute("truncate fleet_running");
        run(POSTGRES.template(), CAM.value());
        run(POSTGRES.template(), OTHER.value());
    }

    private static void run(JdbcTemplate sql, String device) {
        sql.update(
                "insert into fleet_running (device_id, model, digest, quarantined, since) values (?, ?, ?, '{}', now())",
                device,
                MODEL.value(),
                ONE.hex());
    }

    @Test
    void knowsNothingOfAModelThatNobodySpokeOf() {
        assertThat(field.lately(MODEL, null)).isEmpty();
    }

    /** 90 minutes, a window of 1,000 inferences and 8 labels a minute: of two devices that is half of it each. */
    @Test
    void reckonsADevicesHourFromTheMinutesThatAreCovered() {
        var from = NOON.minus(Duration.ofMinutes(90));
        for (var minute = 0; minute < 90; minute++) {
            room.send(CAM, window(minute + 1, ONE, from.plus(Duration.ofMinutes(minute)), 8, 6));
        }
        room.roll();

        var rates = field.lately(MODEL, version(ONE)).orElseThrow();

        assertThat(rates.labels()).isCloseTo(8 * 60 / 2.0, withPercentage(1));
        assertThat(rates.inferences()).isGreaterThan(1000 * 60 / 2.0 * 0.99);
        assertThat(rates.accuracy()).isEqualTo(0.75);
        assertThat(field.lately(MODEL, version(TWO)).orElseThrow().accuracy()).isNull();
    }

    @Test
    void doesNotLookBeyondADay() {
        room.send(CAM, window(1, ONE, NOON.minus(Duration.ofHours(30)), 8, 6));
        room.roll();

        assertThat(field.lately(MODEL, version(ONE))).isEmpty();
    }

    private VersionName version(ArtifactDigest digest) {
        return room.versions.of(MODEL).get(digest);
    }
}
