package io.modelferry.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuantileSequenceTest {

    /** Exact values in order. */
    private record Sorted(double[] values) implements Ranked {

        static Sorted of(double... values) {
            var sorted = values.clone();
            Arrays.sort(sorted);
            return new Sorted(sorted);
        }

        @Override
        public double count() {
            return values.length;
        }

        @Override
        public double valueAt(double quantile) {
            return values[(int) Math.rint(quantile * (values.length - 1))];
        }
    }

    /** Counts k that the Beta(½, ½) mixture does not exclude at 5 %, enumerated with SciPy's betaln; values are their own ranks. */
    @ParameterizedTest
    @CsvSource({"1000, 0.95, 923, 973", "2000, 0.5, 917, 1083"})
    void liesBetweenTheRanksThatTheMixtureLeaves(int n, double quantile, int fewest, int most) {
        var values = Sorted.of(IntStream.rangeClosed(1, n).asDoubleStream().toArray());

        var bounds = QuantileSequence.ofIndependent(values, quantile, 0.05).orElseThrow();

        assertThat(bounds.lower()).isEqualTo(fewest);
        assertThat(bounds.upper()).isEqualTo(most + 1);
    }

    @Test
    void saysNothingWhileTheUpperRankIsBeyondTheLargestValue() {
        var few = Sorted.of(IntStream.range(0, 50).asDoubleStream().toArray());

        assertThat(QuantileSequence.ofIndependent(few, 0.95, 0.05)).isEmpty();
        assertThat(QuantileSequence.ofIndependent(Sorted.of(), 0.95, 0.05)).isEmpty();
    }

    @Test
    void isNeverNarrowerForClustersThanForIndependentValues() {
        var clusters = clusters(new SplittableRandom(3), 200, 50, 0.5, 1);
        var whole = together(clusters);

        var independent = QuantileSequence.ofIndependent(whole, 0.5, 0.05).orElseThrow();
        var clustered = QuantileSequence.of(whole, clusters, 0.5, 0.05).orElseThrow();

        assertThat(clustered.lower()).isLessThan(independent.lower());
        assertThat(clustered.upper()).isGreaterThan(independent.upper());
    }

    @Test
    void ratioIsTreatmentOverControlAndMirrors() {
        var random = new SplittableRandom(4);
        var slow = arm(clusters(random, 20, 500, 0, 2));
        var fast = arm(clusters(random, 20, 500, 0, 1));

        var ratio = QuantileSequence.ratio(slow, fast, 0.9, 0.05).orElseThrow();
        var mirrored = QuantileSequence.ratio(fast, slow, 0.9, 0.05).orElseThrow();

        assertThat(ratio.estimate()).isEqualTo(2, within(0.1));
        assertThat(ratio.lower()).isGreaterThan(1.5).isEqualTo(1 / mirrored.upper(), within(1e-12));
    }

    @Test
    void aSketchsErrorWidensTheBounds() {
        var exact = Sorted.of(IntStream.rangeClosed(1, 1000).asDoubleStream().toArray());
        var sketch = new Ranked() {
            @Override
            public double count() {
                return exact.count();
            }

            @Override
            public double valueAt(double quantile) {
                return exact.valueAt(quantile);
            }

            @Override
            public double relativeError() {
                return 0.02;
            }
        };

        var bounds = QuantileSequence.ofIndependent(sketch, 0.95, 0.05).orElseThrow();

        assertThat(bounds.lower()).isEqualTo(923 / 1.02, within(1e-9));
        assertThat(bounds.upper()).isEqualTo(974 / 0.98, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"-1, 5", "0, 5", "2.5, 3", "3, 2", "5, 0", "9, 0"})
    void countsWhatLiesAboveByHalving(double threshold, double above) {
        assertThat(Sorted.of(1, 2, 3, 4, 5).above(threshold)).isEqualTo(above, within(0.51));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "-1", "NaN"})
    void refusesAQuantileAtTheEdge(double quantile) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QuantileSequence.ofIndependent(Sorted.of(1, 2), quantile, 0.05));
    }

    /** The median of uniform values is ½, at 30 looks of 40 values each. */
    @Test
    void leavesOutTheTrueQuantileInAtMostFiveOfAHundredExperiments() {
        var random = new SplittableRandom(17);
        var missed = 0;
        for (var experiment = 0; experiment < 500; experiment++) {
            missed += everMisses(random.doubles(1200).toArray()) ? 1 : 0;
        }

        System.out.printf("quantile, seed 17: missed in %d of 500%n", missed);
        assertThat(missed).isLessThanOrEqualTo(25);
    }

    private static boolean everMisses(double[] values) {
        return IntStream.rangeClosed(1, 30)
                .mapToObj(look -> Sorted.of(Arrays.copyOf(values, 40 * look)))
                .anyMatch(seen -> QuantileSequence.ofIndependent(seen, 0.5, 0.05)
                        .filter(bounds -> !bounds.contain(0.5))
                        .isPresent());
    }

    private static List<Sorted> clusters(SplittableRandom random, int count, int values, double spread, double factor) {
        var clusters = new ArrayList<Sorted>();
        for (var i = 0; i < count; i++) {
            var own = factor * (1 + spread * random.nextDouble());
            clusters.add(
                    Sorted.of(random.doubles(values).map(u -> own * (1 + u)).toArray()));
        }
        return clusters;
    }

    private static Sorted together(List<Sorted> clusters) {
        return Sorted.of(clusters.stream()
                .flatMapToDouble(one -> Arrays.stream(one.values()))
                .toArray());
    }

    private static QuantileSequence.Arm arm(List<Sorted> clusters) {
        return new QuantileSequence.Arm(together(clusters), clusters);
    }
}
