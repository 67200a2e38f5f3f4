package io.modelferry.control.telemetry;

import static io.modelferry.control.telemetry.TelemetryRoom.CAM;
import static io.modelferry.control.telemetry.TelemetryRoom.NOON;
import static io.modelferry.control.telemetry.TelemetryRoom.ONE;
import static io.modelferry.control.telemetry.TelemetryRoom.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.platform.TestPostgres;
import io.modelferry.protocol.DeviceId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each window once, whatever comes again, and the rest of its batch with it. */
final class WindowWriterTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();

    private static final String WAITING =
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";

    private final WindowWriter writer = new WindowWriter(POSTGRES.template());

    @BeforeEach
    void emptyTheTables() {
        new TelemetryRoom(POSTGRES).days.require(Days.of(NOON));
    }

    @Test
    void keepsTheRestOfABatchInWhichSomeWereThere() {
        assertThat(write(told(CAM, 10, 20))).isEqualTo(10);

        assertThat(write(told(CAM, 0, 100))).isEqualTo(90);

        assertThat(stored()).isEqualTo(100);
    }

    @Test
    void keepsAWindowThatStandsTwiceInOneBatch() {
        var twice = Stream.concat(told(CAM, 0, 10).stream(), told(CAM, 5, 15).stream())
                .toList();

        assertThat(write(twice)).isEqualTo(15);

        assertThat(stored()).isEqualTo(15);
    }

    @Test
    void writesNothingOfABatchThatWasThere() {
        write(told(CAM, 0, 10));

        assertThat(write(told(CAM, 0, 10))).isZero();
    }

    @Test
    void tellsWindowsApartAsFarAsTheyAreStored() {
        var from = NOON.plusNanos(1_900);
        write(List.of(told(CAM, 1, from)));

        assertThat(write(List.of(
                        told(CAM, 1, from.plusNanos(50)), told(CAM, 1, from.plusNanos(1_000)), told(OTHER, 1, from))))
                .isEqualTo(2);
    }

    @Test
    void waitsForAnotherControlPlaneThatWritesTheSame() throws Exception {
        var both = new CyclicBarrier(2);
        var second = CompletableFuture.supplyAsync(() -> {
            await(both); // the first has written and not committed
            return write(told(CAM, 50, 150));
        });

        var first = POSTGRES.transaction().execute(status -> {
            var written = writer.write(told(CAM, 0, 100));
            await(both);
            awaitThatOneWaits();
            return written;
        });

        assertThat(first).isEqualTo(100);
        assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(50);
        assertThat(stored()).isEqualTo(150);
    }

    /** On a connection of its own: within a transaction PostgreSQL tells of others what it told first. */
    private static void awaitThatOneWaits() {
        try (var aside = POSTGRES.pooled(1)) {
            var sql = JdbcClient.create(aside);
            Awaitility.await().until(() -> sql.sql(WAITING).query(Long.class).single() == 1);
        }
    }

    private int write(List<Told> windows) {
        var written = POSTGRES.transaction().execute(status -> writer.write(windows));
        return written == null ? -1 : written;
    }

    private static List<Told> told(DeviceId device, long first, long end) {
        return LongStream.range(first, end)
                .mapToObj(seq -> told(device, seq, NOON))
                .toList();
    }

    private static Told told(DeviceId device, long seq, Instant from) {
        return new Told(device, Place.UNKNOWN, TelemetryRoom.window(seq, ONE, from, 1, 1), NOON);
    }

    private static long stored() {
        return POSTGRES.client()
                .sql("select count(*) from telemetry_window")
                .query(Long.class)
                .single();
    }

    private static void await(CyclicBarrier both) {
        try {
            both.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
