package io.modelferry.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SummaryTest {

    private static final Duration TENTH = Duration.ofMillis(100);
    private static final long NEW_BYTES = 10_000_000;

    @Test
    void theMovedMeanTakesMovedPairsAlone() {
        var summary = Summary.of(List.of(
                pair("a", true, 500_000, 1_000_000), pair("b", true, 980_000, 1_000_000), pair("c", false, 1, 1_000)));

        assertThat(line(summary, "movedRatio").measured()).isCloseTo(0.7, within(1e-9));
        assertThat(line(summary, "movedRatio").met()).isFalse();
        assertThat(line(summary, "movedRatio").detail()).isEqualTo("2");
    }

    @Test
    void theCorpusMeanFloorsEachRatio() {
        var summary = Summary.of(List.of(pair("a", true, 800_000, 1_000_000), pair("c", false, 1, 1_000_000)));

        assertThat(line(summary, "corpusRatio").measured()).isCloseTo(0.2, within(1e-9)); // √(0.8 · 0.05)
        assertThat(line(summary, "corpusRatio").met()).isTrue();
    }

    @Test
    void aPairIsLostAboveTwoPercentAndTwoKibibytes() {
        var atTheEdge = pair("edge", false, 1_022_048, 1_000_000);
        var beyond = pair("beyond", false, 1_022_049, 1_000_000);

        var losses = line(Summary.of(List.of(atTheEdge, beyond)), "losses");

        assertThat(losses.measured()).isEqualTo(1);
        assertThat(losses.detail()).isEqualTo("beyond");
        assertThat(losses.met()).isFalse();
    }

    @Test
    void speedsAreMegabytesOfTheNewModel() {
        var summary = Summary.of(List.of(pair("a", true, 1, 2)));

        assertThat(line(summary, "diffMegabytesPerSecond").measured()).isCloseTo(100, within(1e-9));
        assertThat(line(summary, "applyMegabytesPerSecond").measured()).isCloseTo(200, within(1e-9));
        assertThat(line(summary, "applyPeakMegabytes").measured()).isCloseTo(64, within(1e-9));
    }

    @Test
    void aPeerThatWasTooSlowDoesNotCount() {
        var result = new PairResult(
                corpusPair("a", true),
                NEW_BYTES,
                NEW_BYTES,
                ours(50),
                Map.of(
                        "late", new PeerOutcome.TimedOut(Duration.ofSeconds(600)),
                        "good", new PeerOutcome.Measured(100, TENTH, false)));

        assertThat(result.best()).contains(new PairResult.Best("good", 100));
        assertThat(result.ratio()).contains(0.5);
    }

    @Test
    void withoutPeersThereIsNoRatioAndNoVerdict() {
        var result = new PairResult(corpusPair("a", true), NEW_BYTES, NEW_BYTES, ours(50), Map.of());

        assertThat(line(Summary.of(List.of(result)), "movedRatio").measured()).isNaN();
        assertThat(line(Summary.of(List.of(result)), "losses").met()).isTrue();
    }

    @Test
    void namesWhatCouldNotBeMeasured() {
        var result =
                new PairResult(corpusPair("a", true), NEW_BYTES, NEW_BYTES, new OurOutcome.Failed("broken"), Map.of());

        assertThat(line(Summary.of(List.of(result)), "failures").detail()).isEqualTo("a");
    }

    private static Summary.Line line(Summary summary, String key) {
        return summary.lines().stream()
                .filter(line -> line.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static PairResult pair(String name, boolean moved, long ours, long best) {
        return new PairResult(
                corpusPair(name, moved),
                NEW_BYTES,
                NEW_BYTES,
                ours(ours),
                Map.of(
                        "best", new PeerOutcome.Measured(best, TENTH, false),
                        "other", new PeerOutcome.Measured(2 * best, TENTH, false)));
    }

    private static CorpusPair corpusPair(String name, boolean moved) {
        return new CorpusPair(name, "finetune", moved, "", Path.of("old"), Path.of("new"));
    }

    private static OurOutcome ours(long bytes) {
        return new OurOutcome.Measured(
                bytes,
                TENTH,
                Duration.ofMillis(50),
                new OurOutcome.Lean("256m", true, 200_000_000),
                new OurOutcome.Lean("16m", true, 64_000_000));
    }
}
