package io.modelferry.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows that tests name are the rows there are, and a stage takes no step beside them. */
final class StageTransitionsTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "its time has come,                         PENDING,     OPEN,      HANDING_OUT",
        "an operator passes it before it opened,    PENDING,     PASS,      PASSED",
        "the last device was given the version,     HANDING_OUT, PLACE_ALL, ARRIVING",
        "an operator passes it while it is given,   HANDING_OUT, PASS,      PASSED",
        "enough devices have arrived,               ARRIVING,    SETTLE,    SETTLED",
        "a gate that only notes lets it pass,       ARRIVING,    PASS,      PASSED",
        "its gate passed,                           SETTLED,     PASS,      PASSED"
    })
    void accepts(String row, StageState from, StageEvent event, StageState to) {
        assertThat(StageTransitions.next(from, event)).as(row).contains(to);
    }

    @Test
    void hasSevenRowsAndThisTestNamesEach() {
        assertThat(StageTransitions.TABLE).hasSize(7);
    }

    @Test
    void aStageIsWhereItsLastMomentPutsIt() {
        var stage = new StageProgress();
        assertThat(stage.state()).isEqualTo(StageState.PENDING);
        stage.openedAt = NOW;
        assertThat(stage.state()).isEqualTo(StageState.HANDING_OUT);
        stage.placedAt = NOW;
        assertThat(stage.state()).isEqualTo(StageState.ARRIVING);
        stage.settledAt = NOW;
        assertThat(stage.state()).isEqualTo(StageState.SETTLED);
        stage.passedAt = NOW;
        assertThat(stage.state()).isEqualTo(StageState.PASSED);
    }

    @Test
    void whatNoRowAcceptsIsABug() {
        var stage = new StageProgress();
        stage.openedAt = NOW;

        assertThatThrownBy(() -> stage.require(StageEvent.OPEN))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a stage that is HANDING_OUT cannot OPEN");
    }
}
