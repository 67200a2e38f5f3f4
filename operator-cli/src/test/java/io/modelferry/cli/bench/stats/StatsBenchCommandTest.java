package io.modelferry.cli.bench.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.testing.Typed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole bench in short: 200 experiments instead of 10,000. */
final class StatsBenchCommandTest {

    @TempDir
    Path folder;

    @Test
    void keepsItsPromisesWithinSamplingError() {
        var report = json("--experiments", "200", "--seed", "4");

        for (var arms : report.path("equal")) {
            var share = arms.path("sequence");
            assertThat(share.path("value").asDouble())
                    .as(arms.path("arms").asString())
                    .isLessThanOrEqualTo(
                            0.05 + 3 * Math.sqrt(0.05 * 0.95 / share.path("of").asInt()));
        }
        assertThat(report.path("evenDraws").path("found").path("value").asDouble())
                .isLessThan(0.04);
        assertThat(report.path("skewedDraws").path("found").path("value").asDouble())
                .isGreaterThan(0.95);
    }

    @Test
    void showsThatNaivePeekingDoesNot() {
        var independent = json("--experiments", "200").path("equal").path(0);

        assertThat(independent.path("naive").path("value").asDouble()).isGreaterThan(0.15);
    }

    @Test
    void theSameSeedGivesTheSameTable() {
        assertThat(json("--experiments", "20", "--seed", "9")).isEqualTo(json("--experiments", "20", "--seed", "9"));
        assertThat(json("--experiments", "20", "--seed", "9")).isNotEqualTo(json("--experiments", "20", "--seed", "8"));
    }

    @Test
    void printsTargetsBesideTheFigures() {
        var typed = new Typed(folder, Map.of());

        assertThat(bench(typed, "--experiments", "10")).isZero();

        assertThat(typed.out()).contains("≤ 5 %", "found ≤ 1 %", "median ≤ 1500", "seed 4, 10 experiments a row");
    }

    private JsonNode json(String... options) {
        var typed = new Typed(folder, Map.of());
        var arguments = new ArrayList<>(List.of(options));
        arguments.add("--json");
        assertThat(bench(typed, arguments.toArray(String[]::new))).isZero();
        return JsonMapper.shared().readTree(typed.out());
    }

    private static int bench(Typed typed, String... options) {
        return new CommandLine(new StatsBenchCommand(typed.shell()))
                .setOut(typed.shell().out())
                .setErr(typed.shell().err())
                .execute(options);
    }
}
