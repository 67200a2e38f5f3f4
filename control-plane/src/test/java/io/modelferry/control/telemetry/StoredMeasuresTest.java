package io.modelferry.control.telemetry;

import static io.modelferry.control.telemetry.TelemetryRoom.CAM;
import static io.modelferry.control.telemetry.TelemetryRoom.MODEL;
import static io.modelferry.control.telemetry.TelemetryRoom.NOON;
import static io.modelferry.control.telemetry.TelemetryRoom.ONE;
import static io.modelferry.control.telemetry.TelemetryRoom.OTHER;
import static io.modelferry.control.telemetry.TelemetryRoom.TWO;
import static io.modelferry.control.telemetry.TelemetryRoom.beside;
import static io.modelferry.control.telemetry.TelemetryRoom.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.modelferry.control.optimisation.FieldMeasures.FieldMeasure;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.protocol.telemetry.Window.Resources;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What devices told of a file, class by class, on a real PostgreSQL. */
final class StoredMeasuresTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();

    private final TelemetryRoom room = new TelemetryRoom(POSTGRES);
    private final StoredMeasures measures = new StoredMeasures(POSTGRES.template(), () -> room.now);

    @Test
    void mergesWhatTheDevicesOfAClassToldOfAFile() {
        room.send(CAM, beside(window(1, ONE, NOON, 0, 0), 0, resources(180_000_000)));
        room.send(CAM, beside(window(2, ONE, NOON.plusSeconds(1), 0, 0), 0, resources(150_000_000)));
        room.send(OTHER, window(1, ONE, NOON, 0, 0));
        room.send(OTHER, window(2, TWO, NOON, 0, 0));

        var told = measures.of(MODEL, Set.of(ONE));

        assertThat(told).extracting(FieldMeasure::deviceClass).containsExactly("constrained", "standard");
        var standard = told.getLast();
        assertThat(standard.devices()).isEqualTo(1);
        assertThat(standard.inferences()).isEqualTo(2_000);
        assertThat(standard.latencyP50Micros()).isCloseTo(250, withPercentage(2));
        assertThat(standard.latencyP95Micros()).isCloseTo(900, withPercentage(2));
        assertThat(standard.residentBytes()).isEqualTo(180_000_000);
        assertThat(told.getFirst().residentBytes()).isNull();
    }

    @Test
    void forgetsAfterAWeekAndReadsAgainAfterAMoment() {
        room.send(CAM, window(1, ONE, NOON.minus(Duration.ofDays(8)), 0, 0));
        assertThat(measures.of(MODEL, Set.of(ONE))).isEmpty();

        room.send(CAM, window(2, ONE, NOON, 0, 0));
        assertThat(measures.of(MODEL, Set.of(ONE))).isEmpty();
        room.now = NOON.plus(StoredMeasures.FRESH);
        assertThat(measures.of(MODEL, Set.of(ONE))).hasSize(1);
    }

    private static Resources resources(long residentBytes) {
        return new Resources(residentBytes, 0.1, 1, 0, null);
    }
}
