package io.modelferry.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.programs.SystemProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benches of a whole fleet in small: that they measure, and that nothing is lost. Their figures are worth nothing on a busy machine. */
@Tag("system")
@Timeout(300)
final class FleetBenchTest {

    @Test
    void losesNoWindowAtAnyRate(@TempDir Path folder) throws Exception {
        var bench = Applications.start(
                "operator-cli",
                "io.modelferry.cli.Ferry",
                folder.resolve("bench.log"),
                List.of(
                        "bench",
                        "fleet",
                        "--telemetry",
                        "--burst",
                        "--burst-for=2s",
                        "--devices=5",
                        "--windows=1000",
                        "--rounds=1",
                        "--for=2s",
                        "--data=" + folder.resolve("bench"),
                        "--json"));
        try (bench) {
            assertThat(bench.awaitEnd(Duration.ofMinutes(4))).as(bench.log()).isTrue();

            assertThat(bench.exitCode()).as(bench.log()).isZero();
            assertThat(bench.log())
                    .contains("\"visibleP99\"", "\"acknowledgedShare\"", "\"storedShare\"", "\"writerShare\"")
                    .contains("1000 sent", "1000 stored", "5000 sent", "5000 stored");
        }
    }

    @Test
    void losesNoWindowWithOrWithoutTls(@TempDir Path folder) throws Exception {
        SystemProgram.MOSQUITTO.require();
        var bench = Applications.start(
                "operator-cli",
                "io.modelferry.cli.Ferry",
                folder.resolve("bench.log"),
                List.of(
                        "bench",
                        "fleet",
                        "--tls",
                        "--devices=5",
                        "--windows=500",
                        "--rounds=2",
                        "--data=" + folder.resolve("bench"),
                        "--json"));
        try (bench) {
            assertThat(bench.awaitEnd(Duration.ofMinutes(4))).as(bench.log()).isTrue();

            assertThat(bench.exitCode()).as(bench.log()).isZero();
            assertThat(bench.log())
                    .contains("\"tlsStoredShare\"", "\"tlsAcknowledgedShare\"", "2 pairs")
                    .contains("of 1000 sent with mTLS 1000 are stored, of 1000 without 1000");
            assertThat(Files.readString(folder.resolve("bench/logs/mosquitto.log")))
                    .as("a device without a certificate has no user name")
                    .containsPattern("as load-001 \\(p5, c1, k\\d+, u'load-001'\\)")
                    .containsPattern("as load-001 \\(p5, c1, k\\d+\\)");
        }
    }

    @Test
    void everyMachineThatAsksBecomesADevice(@TempDir Path folder) throws Exception {
        var bench = Applications.start(
                "operator-cli",
                "io.modelferry.cli.Ferry",
                folder.resolve("bench.log"),
                List.of(
                        "bench",
                        "fleet",
                        "--enrolment",
                        "--joining=40",
                        "--rounds=2",
                        "--data=" + folder.resolve("bench"),
                        "--json"));
        try (bench) {
            assertThat(bench.awaitEnd(Duration.ofMinutes(4))).as(bench.log()).isTrue();

            assertThat(bench.exitCode()).as(bench.log()).isZero();
            assertThat(bench.log())
                    .contains("\"enrolledPerSecond\"", "p50", "p95")
                    .contains("120 asked, 0 were refused, 120 are enrolled");
        }
    }

    @Test
    void measuresARolloutOverAFleetThatStandsInTheTables(@TempDir Path folder) throws Exception {
        var bench = Applications.start(
                "operator-cli",
                "io.modelferry.cli.Ferry",
                folder.resolve("bench.log"),
                List.of(
                        "bench",
                        "fleet",
                        "--rollouts",
                        "--devices-in-table=2000",
                        "--hand-out=20s",
                        "--data=" + folder.resolve("bench"),
                        "--json"));
        try (bench) {
            assertThat(bench.awaitEnd(Duration.ofMinutes(4))).as(bench.log()).isTrue();

            assertThat(bench.exitCode()).as(bench.log()).isZero();
            assertThat(bench.log())
                    .contains("\"create-2000\"", "\"tickLongest-2000\"", "\"tickMean-2000\"", "\"placed-2000\"")
                    .contains("\"list-2000\"", "\"filter-2000\"", "\"text-2000\"", "\"members-2000\"")
                    .contains("\"pause-2000\"", "\"rollback-2000\"")
                    .contains("1,000 have it now", "hawkBit 1.1.0");
        }
    }
}
