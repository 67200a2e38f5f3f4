package io.modelferry.control.rollout.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.rollout.gate.GateDecision.Advance;
import io.modelferry.control.rollout.gate.GateDecision.GoBack;
import io.modelferry.control.rollout.gate.GateDecision.Halt;
import io.modelferry.control.rollout.gate.GateDecision.Hold;
import io.modelferry.control.rollout.gate.GateDecision.Wait;
import io.modelferry.control.rollout.gate.Judge.Comparison;
import io.modelferry.control.rollout.gate.Judge.Judgement;
import io.modelferry.control.rollout.plan.Gate;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.RolloutPlan;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.protocol.goal.Probation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class StageGateTest {

    private static final Gate GATE = new Gate(0.02, 50, Duration.ofMinutes(10), 0.05, 20, 0.95);
    private static final RolloutPlan PLAN = new RolloutPlan(
            List.of(StagePlan.percent("half", 50, Duration.ofSeconds(5))), GATE, Probation.DEFAULT, null, false);
    private static final GateRule.Measured ACCURACY =
            GATE.rules().getLast().measured().orElseThrow();
    private static final Comparison NUMBERS = new Comparison(60, 0.9, 60, 0.9, 0, -0.01, 0.01);
    private static final Judgement PASSED = new Judgement.Passed(NUMBERS, "as good");
    private static final Judgement WORSE = new Judgement.Worse(NUMBERS, "worse");
    private static final Judgement UNCLEAR = new Judgement.CannotTell(null, "14 of 50 labelled samples in control");
    private static final Duration LATE = Duration.ofMinutes(10);
    private static final Duration EARLY = Duration.ofMinutes(1);

    private static final StageCounts ALL_CONFIRMED = new StageCounts(17, 17, 17, 0, 17, 0);
    private static final StageCounts SOME_CONFIRMED = new StageCounts(17, 17, 12, 0, 12, 0);
    private static final StageCounts ALL_OFFLINE = new StageCounts(3, 0, 0, 0, 0, 0);
    private static final StageCounts NOBODY = new StageCounts(0, 0, 0, 0, 0, 0);
    private static final StageCounts REST_OFFLINE = new StageCounts(17, 5, 5, 0, 5, 0);
    private static final StageCounts TOO_MANY_FAILED = new StageCounts(300, 30, 27, 3, 30, 3);
    private static final StageCounts FEW_FAILED = new StageCounts(100, 100, 96, 4, 100, 4);
    private static final StageCounts FIRST_FAILED = new StageCounts(300, 300, 0, 1, 1, 1);
    private static final StageCounts ALL_OF_A_SMALL_STAGE_FAILED = new StageCounts(3, 3, 0, 3, 3, 3);

    private static final StageFacts HELD =
            new StageFacts(ALL_CONFIRMED, LATE, Duration.ofSeconds(9), Duration.ofSeconds(5), true, true, "", "", "");

    static Stream<Arguments> rows() {
        return Stream.of(
                row("everything is there", ALL_CONFIRMED, EARLY, 5, PASSED, Advance.class, null),
                row("offline devices hold nothing up", REST_OFFLINE, EARLY, 5, PASSED, Advance.class, null),
                row("the soak is not over", ALL_CONFIRMED, EARLY, 4, PASSED, Hold.class, Wait.SOAK),
                row("a long soak outlives the deadline", ALL_CONFIRMED, LATE, 4, PASSED, Hold.class, Wait.SOAK),
                row("devices are still on their way", SOME_CONFIRMED, EARLY, 5, PASSED, Hold.class, Wait.DEVICES),
                row("devices never arrive", SOME_CONFIRMED, LATE, 5, PASSED, Halt.class, null),
                row("every device is offline", ALL_OFFLINE, EARLY, 0, PASSED, Hold.class, Wait.DEVICES),
                row("every device stays offline", ALL_OFFLINE, LATE, 0, PASSED, Halt.class, null),
                row("nobody is in the stage", NOBODY, EARLY, 0, PASSED, Hold.class, Wait.DEVICES),
                row("nobody ever is in the stage", NOBODY, LATE, 0, PASSED, Halt.class, null),
                row("the judge cannot tell yet", ALL_CONFIRMED, EARLY, 5, UNCLEAR, Hold.class, Wait.EVIDENCE),
                row("the judge can never tell", ALL_CONFIRMED, LATE, 5, UNCLEAR, Halt.class, null),
                row("it is worse", ALL_CONFIRMED, EARLY, 0, WORSE, GoBack.class, null),
                row("it is worse before everybody has it", SOME_CONFIRMED, EARLY, 0, WORSE, GoBack.class, null),
                row("it is worse after the deadline", SOME_CONFIRMED, LATE, 0, WORSE, GoBack.class, null),
                row(
                        "failures are not diluted by offline devices",
                        TOO_MANY_FAILED,
                        EARLY,
                        5,
                        PASSED,
                        GoBack.class,
                        null),
                row("failures within the limit", FEW_FAILED, EARLY, 5, PASSED, Advance.class, null),
                row("one failure is not a share yet", FIRST_FAILED, EARLY, 5, PASSED, Hold.class, Wait.DEVICES),
                row("a small stage failed whole", ALL_OF_A_SMALL_STAGE_FAILED, EARLY, 5, PASSED, GoBack.class, null),
                row("nobody is left to compare with", ALL_CONFIRMED, EARLY, 5, null, Advance.class, null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void decides(
            String row,
            StageCounts counts,
            Duration waited,
            Duration soaked,
            @Nullable Judgement judgement,
            Class<GateDecision> expected,
            @Nullable Wait waitsFor) {
        var decision = decide(facts(counts, waited, soaked, false, true), judgement);

        assertThat(decision).as(row).isInstanceOf(expected);
        assertThat(decision.why()).isNotBlank();
        if (decision instanceof Hold hold) {
            assertThat(hold.on()).isEqualTo(waitsFor);
        }
    }

    @Test
    void haltsWhenThereIsNothingToGoBackTo() {
        var facts = facts(ALL_OF_A_SMALL_STAGE_FAILED, EARLY, Duration.ZERO, true, false);

        assertThat(decide(facts, null)).isInstanceOf(Halt.class);
    }

    @Test
    void holdsACohortAndStillWatchesIt() {
        assertThat(decide(HELD, PASSED))
                .isInstanceOfSatisfying(
                        Hold.class, hold -> assertThat(hold.on()).isEqualTo(Wait.HELD));
        assertThat(decide(HELD, WORSE)).isInstanceOf(GoBack.class);
        assertThat(decide(HELD, UNCLEAR)).isInstanceOf(Halt.class);
    }

    @Test
    void saysWhatItWaitsFor() {
        assertThat(decide(facts(ALL_CONFIRMED, EARLY, Duration.ofSeconds(2), false, true), PASSED)
                        .why())
                .isEqualTo("soak 3 s left, 17/17 online devices confirmed; as good");
        assertThat(decide(facts(ALL_CONFIRMED, EARLY, Duration.ZERO, false, true), UNCLEAR)
                        .why())
                .isEqualTo("cannot tell: 14 of 50 labelled samples in control");
        assertThat(decide(facts(REST_OFFLINE, EARLY, Duration.ofSeconds(5), false, true), PASSED)
                        .why())
                .contains("12 offline");
    }

    private static StageFacts facts(
            StageCounts counts, Duration waited, Duration soaked, boolean last, boolean canGoBack) {
        return new StageFacts(
                counts,
                waited,
                soaked,
                Duration.ofSeconds(5),
                last,
                false,
                canGoBack ? "" : "there is no earlier version to go back to",
                "",
                "");
    }

    /** @param judgement of the one gate that asks the field; null where nobody is left to compare with */
    private static GateDecision decide(StageFacts facts, @Nullable Judgement judgement) {
        var answers = new GateAnswers(
                judgement == null ? Map.of() : Map.of(ACCURACY, judgement), judgement != null, Map.of(), null);
        return StageGate.decide(PLAN, 0, facts, answers).decision();
    }

    private static Arguments row(
            String name,
            StageCounts counts,
            Duration waited,
            int soakedSeconds,
            @Nullable Judgement judgement,
            Class<? extends GateDecision> expected,
            @Nullable Wait waitsFor) {
        return Arguments.of(name, counts, waited, Duration.ofSeconds(soakedSeconds), judgement, expected, waitsFor);
    }
}
