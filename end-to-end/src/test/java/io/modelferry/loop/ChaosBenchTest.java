package io.modelferry.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.programs.SystemProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The chaos bench in small: whatever was struck down, all that must be true is. */
@Tag("system")
@Timeout(300)
final class ChaosBenchTest {

    @TempDir
    Path folder;

    @Test
    void everyDeviceHasOneEndAfterAStrikeThatTakesTheBrokerAlong() throws Exception {
        assertThat(bench("--points=1")).contains("1 × KILLED", "20 devices");
    }

    @Test
    void everyDeviceHasOneEndAfterStrikesAtDatabaseAndMosquitto() throws Exception {
        SystemProgram.MOSQUITTO.require();

        assertThat(bench("--points=3", "--broker=mosquitto"))
                .contains("1 × BROKER_GONE, 1 × DATABASE_GONE, 1 × KILLED", "20 devices");
    }

    /** @return what it said; what must be true was */
    private String bench(String... options) throws InterruptedException {
        var arguments = new ArrayList<>(
                List.of("bench", "chaos", "--devices=20", "--longest-pause=1s", "--data=" + folder.resolve("bench")));
        arguments.addAll(List.of(options));
        var log = folder.resolve("bench.log");
        try (var bench = Applications.start("operator-cli", "io.modelferry.cli.Ferry", log, arguments)) {
            assertThat(bench.awaitEnd(Duration.ofMinutes(4))).as(bench.log()).isTrue();
            assertThat(bench.exitCode()).as(bench.log()).isZero();
            return bench.log();
        }
    }
}
