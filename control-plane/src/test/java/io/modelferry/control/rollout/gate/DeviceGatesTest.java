package io.modelferry.control.rollout.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.rollout.gate.GateDecision.Advance;
import io.modelferry.control.rollout.gate.GateDecision.GoBack;
import io.modelferry.control.rollout.gate.GateDecision.Halt;
import io.modelferry.control.rollout.gate.GateDecision.Hold;
import io.modelferry.control.rollout.gate.GateDecision.Stop;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.OnFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gates about the devices' own word. */
final class DeviceGatesTest {

    private static final Duration DEADLINE = Duration.ofHours(1);
    private static final Duration EARLY = Duration.ofMinutes(1);
    private static final StageCounts SOME = new StageCounts(40, 40, 12, 0, 12, 0);
    private static final StageCounts OFFLINE = new StageCounts(40, 0, 0, 0, 0, 0);
    private static final GateAnswers NONE = new GateAnswers(Map.of(), true, Map.of(), null);

    @ParameterizedTest
    @EnumSource(OnFailure.class)
    void devicesThatNeverArriveFailAtTheDeadline(OnFailure action) {
        List<GateRule> rules = List.of(new GateRule.SuccessShare(0.95, action), GateRule.FailureShare.DEFAULT);

        var early = StageGate.decide(rules, DEADLINE, facts(SOME, EARLY), NONE);
        var late = StageGate.decide(rules, DEADLINE, facts(SOME, DEADLINE), NONE);

        assertThat(early.decision()).isInstanceOf(Hold.class);
        assertThat(late.decision())
                .isInstanceOf(
                        switch (action) {
                            case ADVANCE -> Advance.class;
                            case PAUSE -> Halt.class;
                            case STOP -> Stop.class;
                            case ROLL_BACK -> GoBack.class;
                        });
    }

    @Test
    void aStageThatIsOfflineCannotBeTold() {
        List<GateRule> rules =
                List.of(new GateRule.SuccessShare(0.95, OnFailure.ADVANCE), GateRule.FailureShare.DEFAULT);

        assertThat(StageGate.decide(rules, DEADLINE, facts(OFFLINE, DEADLINE), NONE)
                        .decision())
                .isInstanceOf(Halt.class);
    }

    /** One of two devices failed, of forty: neither a share to go back on nor one to go on with. */
    @Test
    void aShareOfTooFewVerdictsIsWaitedFor() {
        List<GateRule> rules = List.of(GateRule.SuccessShare.DEFAULT, GateRule.FailureShare.DEFAULT);
        var counts = new StageCounts(40, 2, 1, 1, 2, 1);

        assertThat(StageGate.decide(rules, DEADLINE, facts(counts, EARLY), NONE).decision())
                .isInstanceOfSatisfying(
                        Hold.class, hold -> assertThat(hold.why()).contains("counted from 20 on"));
        assertThat(StageGate.decide(rules, DEADLINE, facts(counts, DEADLINE), NONE)
                        .decision())
                .isInstanceOf(Halt.class);
    }

    private static StageFacts facts(StageCounts counts, Duration waited) {
        return new StageFacts(counts, waited, Duration.ZERO, Duration.ZERO, false, false, "", "", "");
    }
}
