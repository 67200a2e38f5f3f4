package io.modelferry.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccuracyDropTest {

    private static final int EXPERIMENTS = 1000;
    private static final int LOOKS = 60;
    private static final int LABELS_A_LOOK = 50;

    /** The promise is on the whole sequence of looks; with 1000 experiments, 5 % has a standard error of 0.7 %. */
    @ParameterizedTest(name = "accuracy {0} in both arms")
    @CsvSource({"0.5, 11", "0.82, 12", "0.99, 13"})
    void callsEqualArmsWorseInAtMostFiveOfAHundredExperiments(double accuracy, long seed) {
        var random = new Random(seed);
        var alarms = 0;
        for (var experiment = 0; experiment < EXPERIMENTS; experiment++) {
            alarms += everAbove(random, accuracy, accuracy, 0) ? 1 : 0;
        }

        System.out.printf("A/A at %.2f, seed %d: %d false alarms of %d%n", accuracy, seed, alarms, EXPERIMENTS);
        assertThat(alarms).isLessThanOrEqualTo(EXPERIMENTS / 20);
    }

    @Test
    void passesAnArmAtTheMarginInAtMostFiveOfAHundredExperiments() {
        var random = new Random(21);
        var passes = 0;
        for (var experiment = 0; experiment < EXPERIMENTS; experiment++) {
            passes += everBelow(random, 0.82, 0.87, 0.05) ? 1 : 0;
        }

        assertThat(passes).isLessThanOrEqualTo(EXPERIMENTS / 20);
    }

    @Test
    void seesTenPointsWithinTwoThousandLabels() {
        var random = new Random(31);
        var found = 0;
        for (var experiment = 0; experiment < 200; experiment++) {
            var treatment = new Arm(random, 0.80);
            var control = new Arm(random, 0.90);
            found += AccuracyDrop.of(treatment.correct(2000), 2000, control.correct(2000), 2000)
                            .above(0.02)
                    ? 1
                    : 0;
        }

        assertThat(found).isGreaterThan(180);
    }

    @Test
    void boundsEncloseTheEstimateAndCloseIn() {
        var few = AccuracyDrop.of(80, 100, 90, 100);
        var many = AccuracyDrop.of(8000, 10000, 9000, 10000);

        assertThat(few.estimate()).isEqualTo(0.1, within(1e-12));
        assertThat(few.lowerBound()).isLessThan(0.1).isLessThan(many.lowerBound());
        assertThat(few.upperBound()).isGreaterThan(0.1).isGreaterThan(many.upperBound());
        assertThat(many.upperBound() - many.lowerBound()).isLessThan(0.06);
    }

    @Test
    void decisionsAgreeWithTheBounds() {
        for (var correct = 0; correct <= 400; correct += 7) {
            var drop = AccuracyDrop.of(correct, 400, 350, 400);

            assertThat(drop.above(0.03)).isEqualTo(drop.lowerBound() >= 0.03);
            assertThat(drop.below(0.03)).isEqualTo(drop.upperBound() <= 0.03);
        }
    }

    @Test
    void staysInsideWhatIsPossibleAtTheEdges() {
        for (var drop : new AccuracyDrop[] {
            AccuracyDrop.of(0, 50, 50, 50),
            AccuracyDrop.of(50, 50, 0, 50),
            AccuracyDrop.of(50, 50, 50, 50),
            AccuracyDrop.of(0, 1, 0, 1)
        }) {
            assertThat(drop.lowerBound()).isBetween(-1.0, drop.estimate());
            assertThat(drop.upperBound()).isBetween(drop.estimate(), 1.0);
        }
    }

    @Test
    void mirrorsWhenTheArmsChangePlaces() {
        var drop = AccuracyDrop.of(80, 120, 300, 400);
        var mirrored = AccuracyDrop.of(300, 400, 80, 120);

        assertThat(drop.lowerBound()).isEqualTo(-mirrored.upperBound(), within(1e-9));
    }

    private static boolean everAbove(Random random, double treatmentRate, double controlRate, double margin) {
        return ever(random, treatmentRate, controlRate, drop -> drop.above(margin));
    }

    private static boolean everBelow(Random random, double treatmentRate, double controlRate, double margin) {
        return ever(random, treatmentRate, controlRate, drop -> drop.below(margin));
    }

    private static boolean ever(
            Random random,
            double treatmentRate,
            double controlRate,
            java.util.function.Predicate<AccuracyDrop> crossed) {
        var treatment = new Arm(random, treatmentRate);
        var control = new Arm(random, controlRate);
        var treatmentCorrect = 0L;
        var controlCorrect = 0L;
        for (var look = 1; look <= LOOKS; look++) {
            treatmentCorrect += treatment.correct(LABELS_A_LOOK);
            controlCorrect += control.correct(LABELS_A_LOOK);
            var labels = (long) look * LABELS_A_LOOK;
            if (crossed.test(AccuracyDrop.of(treatmentCorrect, labels, controlCorrect, labels))) {
                return true;
            }
        }
        return false;
    }

    private record Arm(Random random, double rate) {

        long correct(int labels) {
            var correct = 0L;
            for (var label = 0; label < labels; label++) {
                correct += random.nextDouble() < rate ? 1 : 0;
            }
            return correct;
        }
    }
}
