package io.modelferry.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class RolloutTransitionsTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a ready rollout starts,                                  READY,        START,       RUNNING",
        "a ready rollout can be given up,                         READY,        STOP,        STOPPED",
        "a running rollout goes on to its next stage,             RUNNING,      ADVANCE,     RUNNING",
        "a running rollout ends after its last stage,             RUNNING,      FINISH,      FINISHED",
        "a second person agrees,                                  AWAITING_APPROVAL, APPROVE, READY",
        "a second person does not,                                AWAITING_APPROVAL, DENY, DENIED",
        "it is taken back before anybody agreed,                  AWAITING_APPROVAL, STOP, STOPPED",
        "an operator pauses a running rollout,                    RUNNING,      PAUSE,       PAUSED",
        "a gate that cannot be evaluated halts a running rollout, RUNNING,      HALT,        PAUSED",
        "an operator stops a running rollout,                     RUNNING,      STOP,        STOPPED",
        "a worse version goes back,                               RUNNING,      GO_BACK,     ROLLING_BACK",
        "a paused rollout resumes,                                PAUSED,       RESUME,      RUNNING",
        "an operator overrules the gate of a paused rollout,      PAUSED,       ADVANCE,     RUNNING",
        "an operator overrules the last gate,                     PAUSED,       FINISH,      FINISHED",
        "a paused rollout can be stopped,                         PAUSED,       STOP,        STOPPED",
        "a paused rollout can go back,                            PAUSED,       GO_BACK,     ROLLING_BACK",
        "a finished rollout can be regretted,                     FINISHED,     GO_BACK,     ROLLING_BACK",
        "a stopped rollout can be taken back,                     STOPPED,      GO_BACK,     ROLLING_BACK",
        "a way back that is cut off halts,                        ROLLING_BACK, HALT,        PAUSED",
        "everybody is back,                                       ROLLING_BACK, ARRIVE_BACK, ROLLED_BACK"
    })
    void accepts(String row, RolloutState from, RolloutEvent event, RolloutState to) {
        assertThat(RolloutTransitions.next(from, event)).as(row).contains(to);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void acceptsNothingElse(RolloutState from, RolloutEvent event) {
        var rows = RolloutTransitions.TABLE.stream()
                .filter(row -> row.from() == from && row.event() == event)
                .count();

        assertThat(rows).isLessThanOrEqualTo(1);
        assertThat(RolloutTransitions.next(from, event).isPresent()).isEqualTo(rows == 1);
    }

    @Test
    void hasTwentyRowsAndThisTestNamesEach() {
        assertThat(RolloutTransitions.TABLE).hasSize(20);
    }

    @Test
    void leavesAnEndedRolloutOnlyBackwards() {
        assertThat(RolloutTransitions.TABLE)
                .filteredOn(row -> !row.from().active())
                .allSatisfy(row -> assertThat(row.event()).isEqualTo(RolloutEvent.GO_BACK));
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> pairs() {
        return Arrays.stream(RolloutState.values())
                .flatMap(from -> Arrays.stream(RolloutEvent.values())
                        .map(event -> org.junit.jupiter.params.provider.Arguments.of(from, event)));
    }
}
