package io.modelferry.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The reader of expressions finds what is wrong with one. */
final class PromQlTest {

    private static final Scrape SCRAPE = Scrape.of("""
            # HELP devices enrolled
            # TYPE devices gauge
            devices{class="a \\" b",site="harbour"} 3.0
            asked_total{model="m"} 1.0
            bare 2.5
            """);

    @Test
    void readsMetricsAndLabelsAndLeavesWordsAlone() {
        var read = PromQl.of(
                "sum by (site) (max by (class, site) (devices{class=~\"x{y}|$z\"})) / sum(rate(asked_total[5m])) > 0.5 or vector(0)");

        assertThat(read.selected()).isEqualTo(Map.of("devices", Set.of("class"), "asked_total", Set.of()));
        assertThat(read.grouped()).containsExactly("class", "site");
        assertThat(read.missingIn(SCRAPE, Set.of())).isEmpty();
    }

    @Test
    void namesAPlantedMetric() {
        assertThat(PromQl.of("sum(increase(askd_total[1h]))").missingIn(SCRAPE, Set.of()))
                .containsOnlyKeys("askd_total");
    }

    @Test
    void namesAPlantedLabelBetweenBraces() {
        assertThat(PromQl.of("devices{device=\"cam-1\"}").missingIn(SCRAPE, Set.of()))
                .containsOnlyKeys("devices{device}");
    }

    @Test
    void namesAPlantedLabelToGroupBy() {
        assertThat(PromQl.of("sum by (version) (devices) > bare").missingIn(SCRAPE, Set.of()))
                .containsOnlyKeys("version");
    }
}
