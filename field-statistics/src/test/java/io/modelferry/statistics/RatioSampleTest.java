package io.modelferry.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RatioSampleTest {

    /** R = Σs/Σw = 51/60; error = √(5/4 · Σ(s − R·w)²) / 60; effective clusters 60² / Σw²; numbers by NumPy. */
    @Test
    void isWhatTheFormulaSays() {
        var sample = RatioSample.of(List.of(
                new Cluster(9, 10), new Cluster(7, 10), new Cluster(19, 20), new Cluster(4, 8), new Cluster(12, 12)));

        assertThat(sample.estimate()).isEqualTo(0.85, within(1e-15));
        assertThat(sample.standardError()).isEqualTo(0.07812916655556149, within(1e-14));
        assertThat(sample.effectiveClusters()).isEqualTo(4.455445544554456, within(1e-14));
        assertThat(sample.clusters()).isEqualTo(5);
        assertThat(sample.weight()).isEqualTo(60);
    }

    @Test
    void clustersWithoutWeightSayNothing() {
        var told = List.of(new Cluster(9, 10), new Cluster(7, 10));

        assertThat(RatioSample.of(Stream.concat(told.stream(), Stream.of(new Cluster(0, 0)))
                        .toList()))
                .isEqualTo(RatioSample.of(told));
    }

    @Test
    void oneClusterHasNoSpreadToMeasure() {
        assertThat(RatioSample.of(List.of(new Cluster(9, 10))).standardError()).isInfinite();
        assertThat(RatioSample.of(List.of()).estimate()).isNaN();
        assertThat(RatioSample.of(List.of()).clusters()).isZero();
    }

    @Test
    void aShareThatNeverFailedIsStillUncertain() {
        var sample = RatioSample.of(
                IntStream.range(0, 10).mapToObj(i -> new Cluster(20, 20)).toList());

        assertThat(sample.standardError()).isZero();
        assertThat(sample.cautiousError()).isEqualTo(Math.sqrt(200.5 / 201 * 0.5 / 201 / 200), within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({"NaN, 1", "1, NaN", "1, -1", "Infinity, 1", "1, Infinity", "-Infinity, 1"})
    void refusesTotalsThatAreNone(double sum, double weight) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Cluster(sum, weight));
    }

    /** The design effect of clusters that answer all alike is their size. */
    @Test
    void knowsTheDesignEffectOfClustersThatSpeakWithOneVoice() {
        var random = new SplittableRandom(5);
        var clusters = IntStream.range(0, 4000)
                .mapToObj(i -> new Cluster(random.nextBoolean() ? 10 : 0, 10))
                .toList();

        assertThat(RatioSample.of(clusters).designEffect()).isEqualTo(10, within(0.1));
    }

    @Test
    void hasNoDesignEffectForWhatIsNoShare() {
        var millis = RatioSample.of(List.of(new Cluster(900, 10), new Cluster(700, 10)));

        assertThat(millis.isShare()).isFalse();
        assertThatIllegalStateException().isThrownBy(millis::designEffect);
    }
}
