package io.modelferry.control.telemetry;

import static io.modelferry.control.telemetry.TelemetryRoom.CAM;
import static io.modelferry.control.telemetry.TelemetryRoom.MODEL;
import static io.modelferry.control.telemetry.TelemetryRoom.NOON;
import static io.modelferry.control.telemetry.TelemetryRoom.ONE;
import static io.modelferry.control.telemetry.TelemetryRoom.OTHER;
import static io.modelferry.control.telemetry.TelemetryRoom.TWO;
import static io.modelferry.control.telemetry.TelemetryRoom.beside;
import static io.modelferry.control.telemetry.TelemetryRoom.inShadow;
import static io.modelferry.control.telemetry.TelemetryRoom.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import io.modelferry.control.delivery.PostOffice;
import io.modelferry.control.delivery.UplinkReceived;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.telemetry.Telemetry.GroupBy;
import io.modelferry.control.telemetry.Telemetry.Grouped;
import io.modelferry.control.telemetry.Telemetry.Metric;
import io.modelferry.control.telemetry.Telemetry.Point;
import io.modelferry.control.telemetry.Telemetry.Query;
import io.modelferry.control.telemetry.Telemetry.Range;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.report.Command;
import io.modelferry.protocol.telemetry.Window;
import io.modelferry.protocol.telemetry.Window.Resources;
import io.modelferry.protocol.telemetry.Window.ShadowCounts;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Windows in, answers out, on a real PostgreSQL. */
final class WindowsTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();

    private final Map<String, String> published = new HashMap<>();
    private final TelemetryRoom room = new TelemetryRoom(POSTGRES);
    private final StoredEvidence evidence = room.evidence;
    private final StoredTelemetry telemetry = room.telemetry;

    @Test
    void countsAWindowOnce() {
        send(CAM, window(1, ONE, NOON, 100, 90));
        send(CAM, window(1, ONE, NOON, 100, 90));

        var sample = evidence.sample(MODEL, Set.of(ONE), Set.of(CAM), NOON);
        assertThat(sample.labelled()).isEqualTo(100);
        assertThat(sample.correct()).isEqualTo(90);
        assertThat(sample.accuracy()).isEqualTo(0.9);
        assertThat(room.meters
                        .counter("modelferry.telemetry.windows", "outcome", "stored")
                        .count())
                .isEqualTo(1);
        assertThat(room.heard).as("a sign of life").containsExactly(CAM);
    }

    @Test
    void tellsArmsApartByDeviceDigestAndTime() {
        send(CAM, window(1, ONE, NOON.minusSeconds(60), 10, 1));
        send(CAM, window(2, ONE, NOON, 100, 90));
        send(CAM, window(3, TWO, NOON.plusSeconds(1), 50, 20));
        send(OTHER, window(1, ONE, NOON, 30, 30));

        assertThat(evidence.sample(MODEL, Set.of(ONE), Set.of(CAM), NOON).labelled())
                .isEqualTo(100);
        assertThat(evidence.sample(MODEL, Set.of(TWO), Set.of(CAM, OTHER), NOON).labelled())
                .isEqualTo(50);
        assertThat(evidence.sample(MODEL, Set.of(), Set.of(CAM, OTHER), NOON).labelled())
                .isEqualTo(180);
        assertThat(evidence.sample(MODEL, Set.of(ONE), Set.of(CAM, OTHER), NOON).devices())
                .isEqualTo(2);
        assertThat(evidence.sample(MODEL, Set.of(ONE), Set.of(), NOON).accuracy())
                .isNaN();
    }

    @Test
    void mergesLatencies() {
        send(CAM, window(1, ONE, NOON, 100, 90));

        var sample = evidence.sample(MODEL, Set.of(ONE), Set.of(CAM), NOON);
        assertThat((double) sample.latencyP50Micros()).isCloseTo(250, withPercentage(1.5));
        assertThat((double) sample.latencyP95Micros()).isCloseTo(900, withPercentage(1.5));
    }

    @Test
    void refusesAWindowFromTheFuture() {
        var ahead = NOON.plus(Credible.SKEW).plusSeconds(1);

        assertThatThrownBy(() -> send(CAM, window(1, ONE, ahead, 1, 1)))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("future");
        assertThat(room.meters
                        .counter("modelferry.telemetry.windows", "outcome", "refused")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void refusesAWindowOlderThanIsKept() {
        assertThatThrownBy(() -> send(CAM, window(1, ONE, NOON.minus(Duration.ofDays(15)), 1, 1)))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesWhatIsNoWindow() {
        var noise = "{\"seq\":1}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> room.windows.read(new UplinkReceived(CAM, Channel.TELEMETRY, noise, NOON)))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesDriftThatIsNotFinite() {
        var json = new String(ProtocolJson.write(window(1, ONE, NOON, 1, 1)), StandardCharsets.UTF_8)
                .replace("\"drift\":null", "\"drift\":1e999");
        assertThat(json).contains("1e999");

        assertThatThrownBy(() -> room.read(CAM, json))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("drift");
    }

    @Test
    void refusesNegativeCountsAndSketchesThatAreTooLong() {
        var json = new String(ProtocolJson.write(window(1, ONE, NOON, 1, 1)), StandardCharsets.UTF_8);
        var negative = json.replace("\"inferences\":1000", "\"inferences\":-1");
        var tooLong = json.replaceFirst(
                "\"latency\":\"[^\"]*\"", "\"latency\":\"" + "A".repeat((Window.MAX_SKETCH_BYTES + 3) / 3 * 4) + "\"");

        assertThatThrownBy(() -> room.read(CAM, negative)).isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> room.read(CAM, tooLong))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("too long");
    }

    @Test
    void keepsWhatAWindowSaysBesideItsCounts() {
        send(CAM, beside(window(1, ONE, NOON, 1, 1), 0.2, new Resources(100, 0.5, 200, 3, null)));

        var row = POSTGRES.template().queryForMap("select * from telemetry_window");
        assertThat(row)
                .containsEntry("site", "north")
                .containsEntry("device_class", "standard")
                .containsEntry("drift", 0.2)
                .containsEntry("resident_bytes", 100L)
                .containsEntry("cpu_share", 0.5)
                .containsEntry("windows_lost", 3L)
                .containsEntry("joules_per_inference", null)
                .containsEntry("shadow_compared", null)
                .containsEntry("from_at", Timestamp.from(NOON))
                .containsEntry("boot", new UUID(3, 4));
    }

    @Test
    void drawsALineASiteAndAClass() {
        send(CAM, beside(window(1, ONE, NOON, 100, 90), 0.2, null));
        send(OTHER, window(1, TWO, NOON, 10, 5));
        var range = new Range(NOON, NOON.plusSeconds(60), Duration.ofSeconds(10));

        assertThat(telemetry.query(query(Metric.LABELLED, GroupBy.SITE, range, null)))
                .containsExactly(
                        new Grouped("north", List.of(new Point(NOON, 100))),
                        new Grouped("south", List.of(new Point(NOON, 10))));
        assertThat(telemetry.query(query(Metric.LABELLED, GroupBy.DEVICE_CLASS, range, "south")))
                .containsExactly(new Grouped("constrained", List.of(new Point(NOON, 10))));
        assertThat(telemetry.query(query(Metric.DRIFT, GroupBy.VERSION, range, null)))
                .containsExactly(new Grouped("v1", List.of(new Point(NOON, 0.2))));
        assertThat(telemetry.query(query(Metric.ERROR_RATE, GroupBy.SITE, range, "north")))
                .containsExactly(new Grouped("north", List.of(new Point(NOON, 0))));
    }

    private static Query query(Metric metric, GroupBy groupBy, Range range, @Nullable String site) {
        return new Query(MODEL, null, metric, groupBy, range, site, null);
    }

    @Test
    void tellsHowOftenACandidateInShadowAgreed() {
        send(CAM, inShadow(window(1, TWO, NOON, 0, 0), new ShadowCounts(40, 38, 2, new byte[0])));
        send(CAM, inShadow(window(2, TWO, NOON.plusSeconds(1), 0, 0), new ShadowCounts(10, 9, 0, new byte[0])));
        send(OTHER, window(1, TWO, NOON, 0, 0));

        var units = evidence.units(MODEL, Set.of(TWO), Set.of(CAM, OTHER), NOON);

        assertThat(units)
                .extracting(Evidence.Unit::shadow)
                .containsExactly(new Evidence.Shadow(50, 47, 2), Evidence.Shadow.NONE);
    }

    @Test
    void tellsWhatEachDeviceContributed() {
        send(CAM, window(1, ONE, NOON, 100, 90));
        send(CAM, window(2, ONE, NOON.plusSeconds(1), 100, 80));

        var units = evidence.units(MODEL, Set.of(ONE), Set.of(CAM, OTHER), NOON);
        assertThat(units).hasSize(1);
        var unit = units.getFirst();
        assertThat(unit.site()).isEqualTo("north");
        assertThat(unit.correct()).isEqualTo(170);
        assertThat(unit.classCounts()).containsExactly(2, 4);
        assertThat(unit.latency().above(500)).isEqualTo(200);
    }

    @Test
    void makesTheDayOfALateWindowOnDemand() {
        send(CAM, window(1, ONE, NOON.minus(Duration.ofDays(9)), 5, 5));

        assertThat(evidence.sample(MODEL, Set.of(ONE), Set.of(CAM), NOON.minus(Duration.ofDays(10)))
                        .labelled())
                .isEqualTo(5);
    }

    @Test
    void dropsDaysThatNobodyKeeps() {
        send(CAM, window(1, ONE, NOON.minus(Duration.ofDays(9)), 5, 5));
        send(CAM, window(2, ONE, NOON, 5, 5));

        room.days.drop(Duration.ofDays(7));

        assertThat(evidence.sample(MODEL, Set.of(ONE), Set.of(CAM), Instant.EPOCH)
                        .labelled())
                .isEqualTo(5);
    }

    @Test
    void drawsSeriesByVersion() {
        send(CAM, window(1, ONE, NOON, 100, 90));
        send(CAM, window(2, ONE, NOON.plusSeconds(10), 100, 70));
        send(OTHER, window(1, TWO, NOON, 10, 5));
        var range = new Range(NOON, NOON.plusSeconds(60), Duration.ofSeconds(10));

        var accuracy = telemetry.series(MODEL, null, Metric.ACCURACY, range);
        assertThat(accuracy).extracting(series -> series.version().value()).containsExactly("v1", "v2");
        assertThat(accuracy.getFirst().points())
                .containsExactly(new Point(NOON, 0.9), new Point(NOON.plusSeconds(10), 0.7));

        var p95 = telemetry.series(MODEL, new VersionName("v2"), Metric.LATENCY_P95, range);
        assertThat(p95.getFirst().points()).hasSize(1);
        assertThat(p95.getFirst().points().getFirst().value()).isCloseTo(900, withPercentage(1.5));
        assertThat(telemetry.totals(MODEL, NOON).labelled()).isEqualTo(210);
    }

    @Test
    void refusesARangeOfTooManyPoints() {
        var range = new Range(NOON, NOON.plus(Duration.ofDays(1)), Duration.ofSeconds(1));

        assertThatThrownBy(() -> telemetry.series(MODEL, null, Metric.ERRORS, range))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("bad-range"));
    }

    @Test
    void publishesTheLastMinuteOfEachVersion() {
        send(CAM, window(1, ONE, NOON.minusSeconds(30), 100, 90));
        send(CAM, window(2, TWO, NOON.minusSeconds(300), 100, 90));

        new StatsPublisher(new LastMinute(POSTGRES.template(), room.versions), new FakePost(), () -> NOON).publish();

        assertThat(published).containsOnlyKeys("meter-reader/v1");
        assertThat(published.get("meter-reader/v1"))
                .contains(
                        "\"schema\":1", "\"version\":\"v1\"", "\"labelled\":100", "\"accuracy\":0.9", "\"devices\":1");
    }

    private void send(DeviceId device, Window window) {
        room.send(device, window);
    }

    private final class FakePost implements PostOffice {

        @Override
        public Claim makeWay() {
            throw new UnsupportedOperationException("telemetry brakes nobody");
        }

        @Override
        public void post(Collection<Letter> letters) {}

        @Override
        public void hint(DeviceId device, Command command) {}

        @Override
        public void publishStats(ModelName model, VersionName version, byte[] json) {
            published.put(model + "/" + version, new String(json, StandardCharsets.UTF_8));
        }

        @Override
        public void publishFleetStats(byte[] json) {}

        @Override
        public void forget(DeviceId device) {}
    }
}
