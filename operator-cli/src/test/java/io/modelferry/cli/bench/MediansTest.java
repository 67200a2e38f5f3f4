package io.modelferry.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MediansTest {

    @Test
    void theGeometricMeanOfAHalfAndADoubleIsOne() {
        assertThat(Medians.geometricMean(List.of(0.5, 2.0))).isCloseTo(1, within(1e-12));
        assertThat(Medians.geometricMean(List.of(0.1, 0.2, 0.4))).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void theMedianIsTheMiddleOrBetweenTheMiddles() {
        assertThat(Medians.of(List.of(9.0, 1.0, 4.0))).isEqualTo(4);
        assertThat(Medians.of(List.of(9.0, 1.0, 4.0, 2.0))).isEqualTo(3);
        assertThat(Medians.ofDurations(List.of(Duration.ofSeconds(9), Duration.ofSeconds(1), Duration.ofSeconds(4))))
                .isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void nothingHasNoMiddleAndNoMean() {
        assertThat(Medians.of(List.of())).isNaN();
        assertThat(Medians.geometricMean(List.of())).isNaN();
    }
}
