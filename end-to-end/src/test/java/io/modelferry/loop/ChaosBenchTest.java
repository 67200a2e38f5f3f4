package io.modelferry.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The chaos bench in small: one {@code kill -9} and one database that is gone at once, and all that must be true is. */
@Tag("system")
@Timeout(300)
final class ChaosBenchTest {

    @Test
    void everyDeviceHasOneEndAfterStrikes(@TempDir Path folder) throws Exception {
        var bench = Applications.start(
                "operator-cli",
                "io.modelferry.cli.Ferry",
                folder.resolve("bench.log"),
                List.of(
                        "bench",
                        "chaos",
                        "--points=2",
                        "--devices=40",
                        "--longest-pause=1s",
                        "--data=" + folder.resolve("bench")));
        try (bench) {
            assertThat(bench.awaitEnd(Duration.ofMinutes(4))).as(bench.log()).isTrue();

            assertThat(bench.exitCode()).as(bench.log()).isZero();
            assertThat(bench.log()).contains("1 × DATABASE_GONE, 1 × KILLED", "40 devices");
        }
    }
}
