package io.modelferry.control.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.experiment.ExperimentPlan.Aim;
import io.modelferry.control.experiment.ExperimentPlan.Proof;
import io.modelferry.control.experiment.Look.Contrast;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RulingTest {

    private static final Duration EARLY = Plans.SHORTEST.dividedBy(2);
    private static final Duration LATER = Plans.SHORTEST.multipliedBy(3);

    private final ExperimentPlan plan = Plans.twoArms();

    private static Look look(boolean mismatch, Contrast... contrasts) {
        return new Look(
                Instant.EPOCH, List.of(), mismatch ? 0.001 : 0.5, mismatch, List.of(contrasts), List.of(), null);
    }

    private static Contrast accuracy(String arm, double effect, double half) {
        return Contrast.of(
                arm, new Aim(Metric.ACCURACY, Proof.SUPERIOR, 0), true, effect, effect - half, effect + half);
    }

    private static Contrast errors(String arm, double effect, double half) {
        return Contrast.of(
                arm, new Aim(Metric.ERROR_RATE, Proof.NON_INFERIOR, 0.02), false, effect, effect - half, effect + half);
    }

    private Standing standing(Look look, Duration elapsed) {
        return Ruling.of(plan, look, elapsed, null).standing();
    }

    @Test
    void shipsWhatIsProvenBetter() {
        var ruling = Ruling.of(plan, look(false, accuracy("b", 0.08, 0.05), errors("b", 0, 0.01)), LATER, null);

        assertThat(ruling.standing()).isEqualTo(Standing.READY_TO_SHIP);
        assertThat(ruling.winner()).isEqualTo("b");
        assertThat(ruling.why()).isEqualTo("b: accuracy +8.0 points (+3.0 … +13.0), must be above +0.0");
    }

    @Test
    void whatWasProvenStaysProvenWhileTheBoundsLeaveBothOpen() {
        var wider = look(false, accuracy("b", 0.06, 0.07), errors("b", 0, 0.01));

        var ruling = Ruling.of(plan, wider, LATER, "b");

        assertThat(ruling.standing()).isEqualTo(Standing.READY_TO_SHIP);
        assertThat(ruling.winner()).isEqualTo("b");
        assertThat(ruling.why()).contains("(-1.0 … +13.0)").endsWith("; proven at an earlier look");
    }

    @Test
    void aProofIsTakenBackByHarmByAMissAndByMissingUnits() {
        assertThat(Ruling.of(plan, look(false, accuracy("b", -0.08, 0.05)), LATER, "b")
                        .standing())
                .isEqualTo(Standing.WORSE);
        assertThat(Ruling.of(plan, look(false, accuracy("b", 0.06, 0.07), errors("b", 0.05, 0.02)), LATER, "b")
                        .standing())
                .isEqualTo(Standing.GUARDRAIL_FAILING);
        assertThat(Ruling.of(plan, look(true, accuracy("b", 0.06, 0.07)), LATER, "b")
                        .winner())
                .isNull();
    }

    @Test
    void doesNotShipBeforeTheShortestDuration() {
        var ruling = Ruling.of(plan, look(false, accuracy("b", 0.08, 0.05)), EARLY, null);

        assertThat(ruling.standing()).isEqualTo(Standing.RUNNING);
        assertThat(ruling.why()).contains("waits for its shortest duration");
    }

    @Test
    void tellsHarmAtAnyTime() {
        assertThat(standing(look(false, accuracy("b", -0.08, 0.05)), EARLY)).isEqualTo(Standing.WORSE);
        assertThat(standing(look(false, accuracy("b", 0.08, 0.05), errors("b", 0.05, 0.02)), EARLY))
                .isEqualTo(Standing.GUARDRAIL_FAILING);
    }

    @Test
    void aGuardrailThatMayStillHoldStopsNothing() {
        assertThat(standing(look(false, accuracy("b", 0.08, 0.05), errors("b", 0.03, 0.02)), LATER))
                .isEqualTo(Standing.READY_TO_SHIP);
    }

    @Test
    void believesNothingWhenUnitsAreMissing() {
        assertThat(standing(look(true, accuracy("b", 0.08, 0.01)), LATER)).isEqualTo(Standing.UNHEALTHY);
    }

    @Test
    void saysWhenThereIsNothingToGoBy() {
        var nothing = look(false, Contrast.withoutData("b", plan.primary(), true, "no labels yet"));

        assertThat(Ruling.of(plan, nothing, LATER, null))
                .isEqualTo(new Ruling(Standing.NO_DATA, "no labels yet", null));
        assertThat(standing(nothing, Plans.LONGEST)).isEqualTo(Standing.INCONCLUSIVE);
    }

    @Test
    void isInconclusiveWhenTheTimeIsOver() {
        assertThat(standing(look(false, accuracy("b", 0.01, 0.05)), LATER)).isEqualTo(Standing.RUNNING);
        assertThat(standing(look(false, accuracy("b", 0.01, 0.05)), Plans.LONGEST))
                .isEqualTo(Standing.INCONCLUSIVE);
    }

    @Test
    void oneBadArmDoesNotSpoilAGoodOne() {
        var three = Plans.weighted(0.4, 0.3, 0.3);
        var look = look(
                false,
                accuracy("b", 0.20, 0.01),
                errors("b", 0.10, 0.02),
                accuracy("c", 0.05, 0.02),
                errors("c", 0, 0.01));

        var ruling = Ruling.of(three, look, LATER, null);

        assertThat(ruling.standing()).isEqualTo(Standing.READY_TO_SHIP);
        assertThat(ruling.winner()).isEqualTo("c");
    }

    @Test
    void noWorseIsEnoughWhereThatWasAsked() {
        var aim = new Aim(Metric.LATENCY_P95, Proof.NON_INFERIOR, 0.1);
        var asked = Plans.withPrimary(plan, aim);

        assertThat(Ruling.of(asked, look(false, Contrast.of("b", aim, true, 0.02, -0.03, 0.07)), LATER, null)
                        .standing())
                .isEqualTo(Standing.READY_TO_SHIP);
        assertThat(Ruling.of(asked, look(false, Contrast.of("b", aim, true, 0.2, 0.12, 0.3)), EARLY, null)
                        .standing())
                .isEqualTo(Standing.WORSE);
    }
}
