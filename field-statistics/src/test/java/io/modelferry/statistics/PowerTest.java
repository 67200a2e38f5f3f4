package io.modelferry.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PowerTest {

    /** The smallest n whose half width is the distance, searched with SciPy's root of the mixture. */
    @ParameterizedTest
    @CsvSource({"0.9, 0.02, 4267", "0.9, 0.05, 706", "0.5, 0.1, 651"})
    void invertsTheWidth(double rate, double distance, long answers) {
        assertThat(Power.answersPerArm(rate, distance, 1, 0.05)).isEqualTo(answers);
        assertThat(Power.distanceSeen(rate, answers, 1, 0.05)).isLessThanOrEqualTo(distance);
        assertThat(Power.distanceSeen(rate, answers - 1, 1, 0.05)).isGreaterThan(distance);
    }

    @Test
    void moreAnswersOfTheSameClustersMayNeverDo() {
        assertThat(Power.answersPerArm(0.9, 0.02, 10, 0.1, 0.05)).isEmpty();
        assertThat(Power.answersPerArm(0.9, 0.02, 2000, 0.1, 0.05)).isPresent();
    }

    @Test
    void kinCostsAnswers() {
        var independent = Power.answersPerArm(0.9, 0.05, 400, 0, 0.05).orElseThrow();
        var kin = Power.answersPerArm(0.9, 0.05, 400, 0.2, 0.05).orElseThrow();

        assertThat(kin).isGreaterThan(independent);
        assertThat(Power.designEffect(0.05, 21)).isEqualTo(2, within(1e-12));
        assertThat(Power.designEffect(0, 21)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0.85, 0.1, 1", "0.85, 0.02, 1", "0.9, 0.05, 10", "0.9, 0.05, 99"})
    void invertsTheExactBounds(double rate, double margin, double controlPerTreatment) {
        var labels = Power.labelsForDrop(rate, margin, controlPerTreatment, 0.05);

        assertThat(Power.dropSeen(rate, labels, controlPerTreatment, 0.05)).isLessThanOrEqualTo(margin);
        assertThat(Power.dropSeen(rate, Math.round(0.9 * labels), controlPerTreatment, 0.05))
                .isGreaterThan(margin);
    }

    /** The guide in docs/telemetry.md: 500 labels for ten points, 17,000 for two. */
    @Test
    void agreesWithTheGuide() {
        assertThat(Power.labelsForDrop(0.85, 0.1, 1, 0.05)).isBetween(400L, 600L);
        assertThat(Power.labelsForDrop(0.85, 0.02, 1, 0.05)).isBetween(15_000L, 19_000L);
        assertThat(Power.labelsForDrop(0.85, 0.02, 99, 0.05))
                .as("a large control helps")
                .isLessThan(12_000);
        assertThat(Power.labelsForDrop(0.85, 0.02, 1, 0.01))
                .as("a smaller chance of error costs")
                .isGreaterThan(19_000);
    }

    @Test
    void reckonsTheTimeFromTheRate() {
        assertThat(Power.timeToDecision(300, 100)).isEqualTo(Duration.ofDays(3));
        assertThatIllegalArgumentException().isThrownBy(() -> Power.timeToDecision(300, 0));
    }

    @ParameterizedTest
    @CsvSource({"-0.1, 0.1, 1", "1.1, 0.1, 1", "0.9, 0, 1", "0.9, 0.1, 0.5", "NaN, 0.1, 1"})
    void refusesWhatMakesNoSense(double rate, double distance, double designEffect) {
        assertThatIllegalArgumentException().isThrownBy(() -> Power.answersPerArm(rate, distance, designEffect, 0.05));
    }

    @Test
    void guardrailsShareTheChanceEqually() {
        assertThat(new Guardrails(0.05, 5).alphaOfEach()).isEqualTo(0.01, within(1e-15));
        assertThatIllegalArgumentException().isThrownBy(() -> new Guardrails(0.05, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Guardrails(1, 2));
    }
}
