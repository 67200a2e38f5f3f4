package io.modelferry.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RatioSequenceTest {

    private static final long SEED = 20_270_101;

    /** 400 arms of 40 devices, looked at 30 times: 5 % of them may ever leave the truth out, 20 of 400. */
    @Test
    void holdsAtEveryLook() {
        var random = new Random(SEED);
        var left = 0;
        for (var arm = 0; arm < 400; arm++) {
            var errors = new double[40];
            var answers = new double[40];
            var out = false;
            for (var look = 0; look < 30; look++) {
                for (var device = 0; device < 40; device++) {
                    answers[device] += 50;
                    errors[device] += IntStream.range(0, 50)
                            .filter(n -> random.nextDouble() < 0.1)
                            .count();
                }
                out |= !RatioSequence.of(sample(errors, answers), 0.05)
                        .orElseThrow()
                        .contain(0.1);
            }
            left += out ? 1 : 0;
        }

        assertThat(left).as("seed %d", SEED).isLessThanOrEqualTo(20);
    }

    @Test
    void narrowsWithMoreDevices() {
        var few = RatioSequence.of(sample(same(10, 5), same(10, 100)), 0.05).orElseThrow();
        var many =
                RatioSequence.of(sample(same(1000, 5), same(1000, 100)), 0.05).orElseThrow();

        assertThat(many.width()).isLessThan(few.width());
        assertThat(many.estimate()).isEqualTo(0.05);
        assertThat(few.lower()).isNotNegative();
    }

    @Test
    void fourDevicesSayNothing() {
        assertThat(RatioSequence.of(sample(same(4, 1), same(4, 100)), 0.05)).isEmpty();
        assertThat(RatioSequence.of(sample(same(5, 1), same(5, 100)), 0.05)).isPresent();
    }

    @Test
    void refusesWhatIsNoShare() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RatioSequence.of(sample(same(9, 200), same(9, 100)), 0.05));
    }

    private static double[] same(int devices, double value) {
        return IntStream.range(0, devices).mapToDouble(n -> value).toArray();
    }

    private static RatioSample sample(double[] sums, double[] weights) {
        List<Cluster> clusters = new ArrayList<>();
        for (var i = 0; i < sums.length; i++) {
            clusters.add(new Cluster(sums[i], weights[i]));
        }
        return RatioSample.of(clusters);
    }
}
