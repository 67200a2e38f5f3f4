package io.modelferry.control.telemetry;

import static io.modelferry.control.telemetry.TelemetryRoom.CAM;
import static io.modelferry.control.telemetry.TelemetryRoom.MODEL;
import static io.modelferry.control.telemetry.TelemetryRoom.NOON;
import static io.modelferry.control.telemetry.TelemetryRoom.ONE;
import static io.modelferry.control.telemetry.TelemetryRoom.OTHER;
import static io.modelferry.control.telemetry.TelemetryRoom.beside;
import static io.modelferry.control.telemetry.TelemetryRoom.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.telemetry.Telemetry.GroupBy;
import io.modelferry.control.telemetry.Telemetry.Grouped;
import io.modelferry.control.telemetry.Telemetry.Metric;
import io.modelferry.control.telemetry.Telemetry.Query;
import io.modelferry.control.telemetry.Telemetry.Range;
import io.modelferry.protocol.telemetry.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sums of sums are the sums; on a real PostgreSQL. */
final class RollupsTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();
    private static final Instant MIDNIGHT = Instant.parse("2026-02-27T00:00:00Z");
    private static final Range BY_HOUR = new Range(MIDNIGHT, MIDNIGHT.plus(Duration.ofDays(2)), Duration.ofHours(1));

    private final TelemetryRoom room = new TelemetryRoom(POSTGRES);

    @Test
    void saysTheSameAsTheWindows() {
        sendTwoDays();
        var raw = ask(Metric.LABELLED, BY_HOUR);
        var drift = ask(Metric.DRIFT, BY_HOUR);

        room.roll();
        POSTGRES.template().execute("truncate telemetry_window");

        assertThat(ask(Metric.LABELLED, BY_HOUR)).isEqualTo(raw).hasSize(2);
        assertThat(ask(Metric.DRIFT, BY_HOUR)).isEqualTo(drift);
        assertThat(ask(Metric.LATENCY_P50, BY_HOUR).getFirst().points())
                .hasSize(48)
                .allSatisfy(point -> assertThat(point.value()).isCloseTo(250, withPercentage(1)));
        assertThat(ask(Metric.LATENCY_P99, BY_HOUR).getFirst().points())
                .allSatisfy(point -> assertThat(point.value()).isCloseTo(900, withPercentage(1)));
    }

    @Test
    void rollingTwiceChangesNothing() {
        sendTwoDays();
        room.roll();
        var once = rows();

        POSTGRES.template()
                .update("insert into telemetry_touched select distinct model, digest, date_trunc('minute', from_at)"
                        + " from telemetry_window");
        room.roll();

        assertThat(rows()).isEqualTo(once).isNotEmpty();
    }

    @Test
    void takesALateWindowIn() {
        sendTwoDays();
        room.roll();
        var before = total(BY_HOUR);

        room.send(CAM, window(9999, ONE, MIDNIGHT.plusSeconds(30), 7, 7));
        assertThat(total(BY_HOUR)).isEqualTo(before + 7); // from the windows, at once

        room.roll();
        assertThat(total(BY_HOUR)).isEqualTo(before + 7); // and from the sums
        assertThat(sums(Span.DAY)).isEqualTo(before + 7);
    }

    @Test
    void countsARedeliveredWindowOnce() {
        room.send(CAM, window(1, ONE, MIDNIGHT, 5, 5));
        room.roll();
        room.send(CAM, window(1, ONE, MIDNIGHT, 5, 5));
        room.roll();

        assertThat(sums(Span.MINUTE)).isEqualTo(5);
    }

    @Test
    void leavesTheMinuteThatIsNotOver() {
        room.send(CAM, window(1, ONE, NOON, 5, 5));

        room.roll();

        assertThat(rows()).isEmpty();
        assertThat(room.rollups.rolledUntil(MODEL)).isEqualTo(NOON);
    }

    @Test
    void dropsSumsThatNobodyKeeps() {
        sendTwoDays();
        room.roll();

        room.rollups.drop(Duration.ofDays(1));

        assertThat(ask(Metric.LABELLED, BY_HOUR).getFirst().points())
                .allSatisfy(point -> assertThat(point.at()).isAfterOrEqualTo(MIDNIGHT.plus(Duration.ofDays(1))));
    }

    @Test
    void coversARangeWithoutGapOrOverlap() {
        var from = MIDNIGHT.minusSeconds(3700);
        var to = MIDNIGHT.plus(Duration.ofDays(2)).plusSeconds(4000);

        var pieces = Cover.of(new Range(from, to, Duration.ofDays(1)), MIDNIGHT.plus(Duration.ofDays(3)));

        assertThat(pieces.getFirst().from()).isEqualTo(from);
        assertThat(pieces.getLast().to()).isEqualTo(to);
        for (var next = 1; next < pieces.size(); next++) {
            assertThat(pieces.get(next).from()).isEqualTo(pieces.get(next - 1).to());
        }
        assertThat(pieces)
                .extracting(Cover.Piece::span)
                .containsExactly(null, Span.MINUTE, Span.HOUR, Span.DAY, Span.HOUR, Span.MINUTE, null);
    }

    @Test
    void usesNoSumBeyondWhatIsRolled() {
        var pieces = Cover.of(BY_HOUR, MIDNIGHT.plus(Duration.ofMinutes(90)));

        assertThat(pieces)
                .containsExactly(
                        new Cover.Piece(Span.HOUR, MIDNIGHT, MIDNIGHT.plusSeconds(3600)),
                        new Cover.Piece(Span.MINUTE, MIDNIGHT.plusSeconds(3600), MIDNIGHT.plusSeconds(5400)),
                        new Cover.Piece(null, MIDNIGHT.plusSeconds(5400), BY_HOUR.to()));
    }

    /** Every twenty minutes, from both devices. */
    private void sendTwoDays() {
        var camera = new ArrayList<Window>();
        var other = new ArrayList<Window>();
        for (var seq = 0; seq < 144; seq++) {
            var at = MIDNIGHT.plus(Duration.ofMinutes(20L * seq)).plusSeconds(seq % 60);
            camera.add(beside(window(seq, ONE, at, seq, seq / 2), 0.25, null));
            other.add(window(seq, ONE, at, 1, 1));
        }
        room.send(CAM, camera);
        room.send(OTHER, other);
    }

    private List<Grouped> ask(Metric metric, Range range) {
        return room.telemetry.query(new Query(MODEL, null, metric, GroupBy.SITE, range, null, null));
    }

    private double total(Range range) {
        return ask(Metric.LABELLED, range).stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Telemetry.Point::value)
                .sum();
    }

    private static double sums(Span span) {
        return POSTGRES.client()
                .sql("select sum(labelled) from telemetry_rollup where span = ?")
                .param(span.seconds())
                .query(Double.class)
                .single();
    }

    private static List<String> rows() {
        return POSTGRES.client()
                .sql("select telemetry_rollup::text from telemetry_rollup order by 1")
                .query(String.class)
                .list();
    }
}
