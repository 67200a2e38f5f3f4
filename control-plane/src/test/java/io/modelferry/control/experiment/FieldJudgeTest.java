package io.modelferry.control.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.rollout.gate.Judge.Judgement;
import io.modelferry.control.rollout.gate.Judge.Judgement.CannotTell;
import io.modelferry.control.rollout.gate.Judge.Judgement.Passed;
import io.modelferry.control.rollout.gate.Judge.Judgement.Worse;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.OnFailure;
import io.modelferry.control.telemetry.Evidence.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FieldJudgeTest {

    private static final GateRule.AccuracyDrop RULE = new GateRule.AccuracyDrop(0.03, 50, false, OnFailure.ROLL_BACK);

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nothing at all,                       0,     0,    0,     0, CannotTell",
        "no label in treatment,                0,     0, 4000,  3600, CannotTell",
        "no label in control,               4000,  3600,    0,     0, CannotTell",
        "one label short in treatment,        49,     0, 4000,  3600, CannotTell",
        "one label short in control,        4000,     0,   49,    49, CannotTell",
        "clearly worse on little,             50,    10,   50,    50, Worse",
        "clearly better on little,            60,    58,   60,    30, Passed",
        "equal on little,                     60,    54,   60,    54, CannotTell",
        "equal on much,                    20000, 18000, 20000, 18000, Passed",
        "inside the margin on much,        90000, 80100, 90000, 81000, Passed",
        "beyond the margin on much,        90000, 75600, 90000, 81000, Worse",
        "at the margin for ever,           90000, 78300, 90000, 81000, CannotTell"
    })
    void judges(
            String row,
            long treatmentLabelled,
            long treatmentCorrect,
            long controlLabelled,
            long controlCorrect,
            String expected) {
        var judgement = AccuracyJudgement.of(
                RULE, sample(treatmentLabelled, treatmentCorrect), sample(controlLabelled, controlCorrect), 0.05);

        assertThat(name(judgement)).as(row).isEqualTo(expected);
        assertThat(judgement.summary()).isNotBlank();
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(AccuracyJudgement.of(RULE, sample(4000, 3600), sample(14, 14), 0.05)
                        .summary())
                .isEqualTo("14 of 50 labelled samples in control");
    }

    @Test
    void saysWhatItSaw() {
        assertThat(AccuracyJudgement.of(RULE, sample(2000, 1600), sample(2000, 1800), 0.05)
                        .summary())
                .startsWith("accuracy 80.0 % against 90.0 % in control, a change of -10.0 points")
                .endsWith("allowed is -3.0");
    }

    private static String name(Judgement judgement) {
        return switch (judgement) {
            case Passed passed -> "Passed";
            case Worse worse -> "Worse";
            case CannotTell unclear -> "CannotTell";
        };
    }

    private static Sample sample(long labelled, long correct) {
        return new Sample(1, labelled, 0, labelled, correct, 0, 0);
    }
}
