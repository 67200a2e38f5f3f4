package io.modelferry.agent.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {

    private final LatencyHistogram histogram = new LatencyHistogram();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 15, 16, 17, 31, 32, 33, 1000, 65_535, 65_536, 3_599_999_999L})
    void keepsALatencyWithinSixPercentAndNeverBelow(long micros) {
        histogram.record(micros);

        assertThat(histogram.quantile(0.5))
                .isGreaterThanOrEqualTo(micros)
                .isCloseTo(micros, Percentage.withPercentage(6.25));
    }

    @Test
    void findsQuantilesOfMany() {
        for (var micros = 1; micros <= 10_000; micros++) {
            histogram.record(micros);
        }

        assertThat(histogram.quantile(0.5)).isCloseTo(5000, Percentage.withPercentage(6.25));
        assertThat(histogram.quantile(0.95)).isCloseTo(9500, Percentage.withPercentage(6.25));
        assertThat(histogram.quantile(1)).isCloseTo(10_000, Percentage.withPercentage(6.25));
    }

    @Test
    void takesWhatIsOutOfItsRangeForItsEnds() {
        assertThat(histogram.quantile(0.5)).isZero();

        histogram.record(-1);
        assertThat(histogram.quantile(0.5)).isZero();

        histogram.record(Long.MAX_VALUE);
        assertThat(histogram.quantile(1)).isPositive();
    }
}
