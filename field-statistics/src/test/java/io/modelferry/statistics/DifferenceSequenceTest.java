package io.modelferry.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DifferenceSequenceTest {

    /** Roots of {@code −½ ln(1 + x) + z² x / (2 (1 + x)) = ln(1/α)}, by SciPy's brentq; x = tightest · (narrowest / error)². */
    @ParameterizedTest
    @CsvSource({
        "0.05, 0.01,  3.035122413028549",
        "0.05, 0.001, 3.5663586141147356",
        "0.05, 0.1,   8.943802237932141",
        "0.01, 0.02,  3.765830616753331"
    })
    void standsWhereRobbinsMixtureCrosses(double alpha, double error, double deviations) {
        assertThat(new NormalMixture(alpha, 0.01).deviations(error)).isEqualTo(deviations, within(1e-9));
    }

    /** Student's t with 8 degrees of freedom, at the normal tail beyond 3.0351, lies at 4.3626 (SciPy). */
    @Test
    void movesOutAsStudentDoesForFewClusters() {
        var mixture = new NormalMixture(0.05, 0.01);

        assertThat(mixture.halfWidth(0.01, 8)).isEqualTo(0.01 * 4.362556156253982, within(1e-8));
        assertThat(mixture.halfWidth(0.01, 1e6)).isEqualTo(mixture.halfWidth(0.01));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.3, 0.1, 0.03, 0.003, 0.001, 0.0001})
    void isTightestWhereItSays(double error) {
        var mixture = new NormalMixture(0.05, 0.01);

        assertThat(mixture.deviations(error)).isGreaterThan(mixture.deviations(0.01));
    }

    @Test
    void saysNothingBelowFiveClusters() {
        assertThat(DifferenceSequence.between(alike(4, 9, 10), alike(9, 9, 10), 0.05))
                .isEmpty();
        assertThat(DifferenceSequence.between(alike(9, 9, 10), alike(4, 9, 10), 0.05))
                .isEmpty();
        assertThat(DifferenceSequence.between(alike(5, 9, 10), alike(5, 9, 10), 0.05))
                .isPresent();
    }

    @Test
    void armsThatWereAlwaysRightStillLeaveRoom() {
        var bounds = DifferenceSequence.between(alike(20, 50, 50), alike(20, 50, 50), 0.05)
                .orElseThrow();

        assertThat(bounds.estimate()).isZero();
        assertThat(bounds.width()).isGreaterThan(0.005);
    }

    @Test
    void meansWithoutSpreadSayNothing() {
        assertThat(DifferenceSequence.between(alike(20, 500, 50), alike(20, 500, 50), 0.05))
                .isEmpty();
    }

    @Test
    void mirrorsWhenTheArmsChangePlaces() {
        var random = new SplittableRandom(7);
        var one = random(random, 12);
        var other = random(random, 30);

        var bounds = DifferenceSequence.between(one, other, 0.05).orElseThrow();
        var mirrored = DifferenceSequence.between(other, one, 0.05).orElseThrow();

        assertThat(bounds.lower()).isEqualTo(-mirrored.upper(), within(1e-12));
        assertThat(bounds.upper()).isEqualTo(-mirrored.lower(), within(1e-12));
    }

    @Test
    void widensWithCautionAndEnclosesTheEstimate() {
        var random = new SplittableRandom(8);
        for (var i = 0; i < 200; i++) {
            var one = random(random, 5 + random.nextInt(40));
            var other = random(random, 5 + random.nextInt(40));
            var loose = DifferenceSequence.between(one, other, 0.2).orElseThrow();
            var strict = DifferenceSequence.between(one, other, 0.01).orElseThrow();

            assertThat(loose.contain(loose.estimate())).isTrue();
            assertThat(strict.lower()).isLessThanOrEqualTo(loose.lower());
            assertThat(strict.upper()).isGreaterThanOrEqualTo(loose.upper());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
    void refusesAnAlphaThatIsNone(double alpha) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DifferenceSequence.between(alike(9, 9, 10), alike(9, 9, 10), alpha));
    }

    /** Means of clusters that keep an offset of their own for ever, at 40 looks; 5 % of 1,000 has a standard error of 0.7 %. */
    @ParameterizedTest(name = "{0} clusters an arm")
    @CsvSource({"5, 41", "12, 42", "60, 43"})
    void leavesOutTheTruthInAtMostFiveOfAHundredExperiments(int clusters, long seed) {
        var random = new SplittableRandom(seed);
        var missed = 0;
        for (var experiment = 0; experiment < 1000; experiment++) {
            missed += everMisses(random, clusters) ? 1 : 0;
        }

        System.out.printf("%d clusters an arm, seed %d: missed in %d of 1000%n", clusters, seed, missed);
        assertThat(missed).isLessThanOrEqualTo(50);
    }

    /** Agreement of clusters that keep an offset of their own for ever, at 40 looks, beside the known share that is the truth. */
    @ParameterizedTest(name = "{0} clusters")
    @CsvSource({"5, 51", "30, 52"})
    void leavesOutAKnownTruthAsSeldom(int clusters, long seed) {
        var random = new SplittableRandom(seed);
        var missed = 0;
        for (var experiment = 0; experiment < 1000; experiment++) {
            missed += everMissesNinetyOfAHundred(random, clusters) ? 1 : 0;
        }

        System.out.printf("%d clusters, seed %d: missed in %d of 1000%n", clusters, seed, missed);
        assertThat(missed).isLessThanOrEqualTo(50);
    }

    private static boolean everMissesNinetyOfAHundred(SplittableRandom random, int clusters) {
        var offsets = random.doubles(clusters).map(u -> 0.8 + 0.2 * u).toArray();
        var agreed = new long[clusters];
        for (var look = 1; look <= 40; look++) {
            for (var i = 0; i < clusters; i++) {
                for (var answer = 0; answer < 5; answer++) {
                    agreed[i] += random.nextDouble() < offsets[i] ? 1 : 0;
                }
            }
            var bounds = DifferenceSequence.from(sample(agreed, 0, clusters, 5 * look), 0.9, 0.05)
                    .orElseThrow();
            if (!bounds.contain(0)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void fullAgreementIsNeverSureAndNeverAboveOne() {
        var bounds = DifferenceSequence.from(alike(20, 50, 50), 1, 0.05).orElseThrow();

        assertThat(bounds.upper()).isZero();
        assertThat(bounds.lower()).isBetween(-0.05, -0.0005);
        assertThat(DifferenceSequence.from(alike(4, 50, 50), 1, 0.05)).isEmpty();
        assertThat(DifferenceSequence.from(alike(20, 500, 50), 1, 0.05)).isEmpty();
    }

    private static boolean everMisses(SplittableRandom random, int clusters) {
        var offsets = random.doubles(2L * clusters).map(u -> 0.8 + 0.2 * u).toArray();
        var correct = new long[2 * clusters];
        for (var look = 1; look <= 40; look++) {
            for (var i = 0; i < correct.length; i++) {
                for (var answer = 0; answer < 5; answer++) {
                    correct[i] += random.nextDouble() < offsets[i] ? 1 : 0;
                }
            }
            var answers = 5 * look;
            var one = sample(correct, 0, clusters, answers);
            var other = sample(correct, clusters, 2 * clusters, answers);
            if (!DifferenceSequence.between(one, other, 0.05).orElseThrow().contain(0)) {
                return true;
            }
        }
        return false;
    }

    private static RatioSample sample(long[] correct, int from, int to, int answers) {
        return RatioSample.of(IntStream.range(from, to)
                .mapToObj(i -> new Cluster(correct[i], answers))
                .toList());
    }

    private static RatioSample alike(int clusters, double sum, double weight) {
        return RatioSample.of(IntStream.range(0, clusters)
                .mapToObj(i -> new Cluster(sum, weight))
                .toList());
    }

    private static RatioSample random(SplittableRandom random, int clusters) {
        var all = new ArrayList<Cluster>();
        for (var i = 0; i < clusters; i++) {
            var weight = 1 + random.nextInt(100);
            all.add(new Cluster(random.nextInt(weight + 1), weight));
        }
        return RatioSample.of(all);
    }
}
