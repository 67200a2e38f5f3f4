package io.modelferry.control.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.platform.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code ferry bench fleet --telemetry} prints of the writer. The bound is the target; measured is some 0.7.
 */
final class WriterShareTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();
    private static final int ROUNDS = 7;
    private static final double LEAST = 0.4;

    @Test
    void writesNearlyAsFastAsABareCopy() {
        try (var pool = WriterShare.pool(POSTGRES.dataSource())) {
            var measured = new WriterShare(pool, TelemetryRoom.NOON).measure(ROUNDS);

            System.out.printf(
                    "writer / bare COPY of the same rows: median %.2f of %s%n", measured.median(), measured.shares());
            assertThat(measured.stored()).isEqualTo(2L * (ROUNDS + 1) * WriterShare.BATCHES * WriterShare.BATCH);
            assertThat(measured.median()).isGreaterThan(LEAST);
        }
    }

    @Test
    void measuresOnADatabaseOfItsOwn(@TempDir Path folder) throws Exception {
        var out = folder.resolve("shares.json");

        WriterShare.main(
                new String[] {"--data", folder.resolve("database").toString(), "--out", out.toString(), "--rounds", "1"
                });

        assertThat(Files.readString(out)).containsPattern("\"shares\":\\[[0-9.E-]+\\],\"stored\":40000");
    }
}
