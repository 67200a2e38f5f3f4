package io.modelferry.control.telemetry;

import static io.modelferry.control.telemetry.TelemetryRoom.CAM;
import static io.modelferry.control.telemetry.TelemetryRoom.NOON;
import static io.modelferry.control.telemetry.TelemetryRoom.ONE;
import static io.modelferry.control.telemetry.TelemetryRoom.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.platform.TestPostgres;
import io.modelferry.protocol.telemetry.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * How fast windows are written, beside one bare COPY of the same rows into the same table in the same run. Prints the share; the
 * bound is far below what it should be, and far above what rows inserted one by one reach.
 */
final class WriterShareTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();
    private static final int BATCH = 1000;
    private static final int BATCHES = 10;
    private static final int ROUNDS = 7;
    private static final double LEAST = 0.25;

    private final TelemetryRoom room = new TelemetryRoom(POSTGRES);
    private final WindowWriter writer = new WindowWriter(POSTGRES.template());
    private long boots;

    @Test
    void writesNearlyAsFastAsABareCopy() {
        POSTGRES.transaction().executeWithoutResult(status -> room.days.require(Days.of(NOON)));
        var shares = new ArrayList<Double>();
        for (var round = 0; round < ROUNDS; round++) {
            var bare = seconds(() -> POSTGRES.transaction()
                    .executeWithoutResult(status -> writer.copy("telemetry_window", rows(BATCH * BATCHES))));
            var written = seconds(this::writeInBatches);
            shares.add(bare / written);
        }

        var stored = POSTGRES.client()
                .sql("select count(*) from telemetry_window")
                .query(Integer.class)
                .single();
        assertThat(stored).isEqualTo(2 * ROUNDS * BATCHES * BATCH);
        var median = shares.stream().sorted().toList().get(ROUNDS / 2);
        System.out.printf("writer / bare COPY of the same rows: median %.2f of %s%n", median, shares);
        assertThat(median).isGreaterThan(LEAST);
    }

    private void writeInBatches() {
        for (var batch = 0; batch < BATCHES; batch++) {
            POSTGRES.transaction().executeWithoutResult(status -> writer.write(rows(BATCH)));
        }
    }

    /** Rows that were never there before. */
    private List<Told> rows(int count) {
        var boot = new UUID(7, boots++);
        return LongStream.range(0, count)
                .mapToObj(seq -> new Told(CAM, Place.UNKNOWN, windowOf(boot, seq), NOON))
                .toList();
    }

    private static final Window PATTERN = window(1, ONE, NOON, 100, 90);

    private static Window windowOf(UUID boot, long seq) {
        var from = NOON.plusMillis(seq);
        return new Window(
                boot,
                seq,
                PATTERN.model(),
                PATTERN.digest(),
                from,
                from.plusSeconds(1),
                PATTERN.inferences(),
                0,
                0,
                0,
                PATTERN.labelled(),
                PATTERN.correct(),
                PATTERN.latency(),
                PATTERN.classCounts(),
                PATTERN.confidence());
    }

    private static double seconds(Runnable work) {
        var began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e9;
    }
}
