package io.modelferry.agent.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.update.UpdateLife.Event;
import io.modelferry.protocol.report.UpdateState;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UpdateLifeTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            what runs already is confirmed at once,           ASSIGNED,   ALREADY_RUNNING,         CONFIRMED
            a file in the store needs no download,            ASSIGNED,   FILE_HELD,               VERIFIED
            a file elsewhere must be fetched,                 ASSIGNED,   BYTES_NEEDED,            FETCHING
            a goal without a signature ends before a byte,    ASSIGNED,   GAVE_UP,                 FAILED
            a delta that came is applied,                     FETCHING,   DELTA_ARRIVED,           PATCHING
            a whole file that came needs no patch,            FETCHING,   FILE_ARRIVED,            VERIFIED
            a delta that never came gives way to the file,    FETCHING,   FELL_BACK,               FETCHING
            a delta that did not fit gives way to the file,   PATCHING,   FELL_BACK,               FETCHING
            a patched file is proven,                         PATCHING,   PATCHED,                 VERIFIED
            a lost connection begins again,                   FETCHING,   TRY_AGAIN,               ASSIGNED
            a rollback needs no second probation,             VERIFIED,   PROVEN_BEFORE,           CONFIRMED
            a proven file is probed,                          VERIFIED,   PROBE_PASSED,            PROBED
            a file that fails its probe is never served,      VERIFIED,   GAVE_UP,                 FAILED
            a probed file goes on trial,                      PROBED,     SWAPPED,                 TRIAL
            probation lived through confirms,                 TRIAL,      LIVED_THROUGH_PROBATION, CONFIRMED
            probation failed goes back,                       TRIAL,      TAKEN_OFF,               ROLLED_BACK
            power lost before a byte begins again,            ASSIGNED,   POWER_CUT,               ASSIGNED
            power lost in a download begins again,            FETCHING,   POWER_CUT,               ASSIGNED
            power lost in a patch begins again,               PATCHING,   POWER_CUT,               ASSIGNED
            power lost before the probe begins again,         VERIFIED,   POWER_CUT,               ASSIGNED
            power lost before the swap begins again,          PROBED,     POWER_CUT,               ASSIGNED
            power lost in a trial finds the trial,            TRIAL,      POWER_CUT,               TRIAL
            power lost after the end changes nothing,         CONFIRMED,  POWER_CUT,               CONFIRMED
            """)
    void leadsFrom(String row, UpdateState from, Event event, UpdateState to) {
        assertThat(UpdateLife.after(from, event)).contains(to);
    }

    @ParameterizedTest
    @EnumSource(UpdateState.class)
    void survivesAPowerCutInEveryState(UpdateState state) {
        assertThat(UpdateLife.after(state, Event.POWER_CUT)).isPresent();
    }

    @ParameterizedTest
    @EnumSource(UpdateState.class)
    void acceptsNothingAfterTheEnd(UpdateState state) {
        var accepted = Arrays.stream(Event.values())
                .filter(event -> event != Event.POWER_CUT)
                .filter(event -> UpdateLife.after(state, event).isPresent());

        assertThat(accepted.findAny().isEmpty()).isEqualTo(state.terminal());
    }

    @Test
    void servesNothingThatWasNotProbedOrProvenBefore() {
        var waysIntoTrial = Arrays.stream(UpdateState.values())
                .filter(from -> Arrays.stream(Event.values())
                        .filter(event -> event != Event.POWER_CUT)
                        .anyMatch(event -> UpdateLife.after(from, event)
                                .filter(UpdateState.TRIAL::equals)
                                .isPresent()));

        assertThat(waysIntoTrial).containsExactly(UpdateState.PROBED);
    }
}
