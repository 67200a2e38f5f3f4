package io.modelferry.cli.bench.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.bench.Figure;
import io.modelferry.cli.bench.Figures;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FigureTest {

    @Test
    void judgesTheMedianByItsBound() {
        var slow = Figure.atMost("ready", "", List.of(0.9, 1.1, 5.0), "s", 1, "");
        var fast = Figure.atLeast("patch", "", List.of(260.0, 100.0, 300.0), "MB/s", 250, "");

        assertThat(slow.met()).isFalse();
        assertThat(fast.met()).isTrue();
        assertThat(slow.measured()).isEqualTo("1.10 s");
        assertThat(slow.range()).isEqualTo("0.90 … 5");
        assertThat(fast.bound()).isEqualTo("≥ 250 MB/s");
    }

    @Test
    void isMissedWhenNothingWasMeasured() {
        assertThat(Figure.atMost("ready", "", List.of(), "s", 1, "").met()).isFalse();
    }

    @Test
    void takesTheNearestRankOfLatencies() {
        var hundred = new double[100];
        for (var i = 0; i < 100; i++) {
            hundred[i] = 100 - i;
        }

        assertThat(Latencies.of(hundred, 0).p50()).isEqualTo(50);
        assertThat(Latencies.of(hundred, 0).p99()).isEqualTo(99);
        assertThat(Latencies.of(new double[0], 0).p99()).isNaN();
    }

    @Test
    void saysWhichFiguresMissTheirTargets() {
        var report = new Figures(List.of(
                Figure.atMost("ready", "start", List.of(2.0), "s", 1, "how"),
                Figure.atMost("swapFailed", "failed", List.of(0.0), "", 0, "how")));

        assertThat(report.text()).contains("MISSED", "met", "≤ 1 s");
        assertThat(report.json()).contains("\"key\" : \"ready\"", "\"met\" : false", "\"bound\" : \"AT_MOST\"");
    }
}
