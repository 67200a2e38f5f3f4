package io.modelferry.agent.update;

import static io.modelferry.protocol.report.UpdateState.ASSIGNED;
import static io.modelferry.protocol.report.UpdateState.CONFIRMED;
import static io.modelferry.protocol.report.UpdateState.FAILED;
import static io.modelferry.protocol.report.UpdateState.FETCHING;
import static io.modelferry.protocol.report.UpdateState.PATCHING;
import static io.modelferry.protocol.report.UpdateState.PROBED;
import static io.modelferry.protocol.report.UpdateState.ROLLED_BACK;
import static io.modelferry.protocol.report.UpdateState.TRIAL;
import static io.modelferry.protocol.report.UpdateState.VERIFIED;

import io.modelferry.protocol.report.UpdateState;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The life of one update as a table: {@code from · event · to}. An event that no row accepts is a bug. */
public final class UpdateLife {

    /** What can happen to an update. */
    public enum Event {
        /** The file answers already, confirmed. */
        ALREADY_RUNNING,
        /** The whole file is in the store. */
        FILE_HELD,
        /** Bytes must come: of a delta or of the file. */
        BYTES_NEEDED,
        DELTA_ARRIVED,
        FILE_ARRIVED,
        PATCHED,
        /** One delta of a chain was applied, and more follow. */
        HOP_MADE,
        /** The delta did not serve; the full file may. */
        FELL_BACK,
        /** It loaded, and passed its acceptance set. */
        PROBE_PASSED,
        /** It was confirmed on this device before: no second probation. */
        PROVEN_BEFORE,
        /** It does not answer yet: its hour has not come, or it runs in shadow. */
        HELD_BACK,
        /** It answers requests. */
        SWAPPED,
        LIVED_THROUGH_PROBATION,
        /** It did not live through probation, or a newer goal took it off. */
        TAKEN_OFF,
        /** It cannot go on, and trying again cannot help. */
        GAVE_UP,
        /** It failed in a way that passes: from the start, with what was downloaded so far. */
        TRY_AGAIN,
        /** The agent starts again and finds the update as the state file has it. */
        POWER_CUT
    }

    private static final Map<UpdateState, Map<Event, UpdateState>> TABLE = new EnumMap<>(UpdateState.class);

    static {
        row(ASSIGNED, Event.ALREADY_RUNNING, CONFIRMED);
        row(ASSIGNED, Event.FILE_HELD, VERIFIED);
        row(ASSIGNED, Event.BYTES_NEEDED, FETCHING);
        row(ASSIGNED, Event.GAVE_UP, FAILED);
        row(ASSIGNED, Event.TRY_AGAIN, ASSIGNED);
        row(ASSIGNED, Event.POWER_CUT, ASSIGNED);

        row(FETCHING, Event.DELTA_ARRIVED, PATCHING);
        row(FETCHING, Event.FILE_ARRIVED, VERIFIED);
        row(FETCHING, Event.FELL_BACK, FETCHING);
        row(FETCHING, Event.GAVE_UP, FAILED);
        row(FETCHING, Event.TRY_AGAIN, ASSIGNED);
        row(FETCHING, Event.POWER_CUT, ASSIGNED);

        row(PATCHING, Event.PATCHED, VERIFIED);
        row(PATCHING, Event.HOP_MADE, FETCHING);
        row(PATCHING, Event.FELL_BACK, FETCHING);
        row(PATCHING, Event.GAVE_UP, FAILED);
        row(PATCHING, Event.TRY_AGAIN, ASSIGNED);
        row(PATCHING, Event.POWER_CUT, ASSIGNED);

        row(VERIFIED, Event.PROBE_PASSED, PROBED);
        row(VERIFIED, Event.PROVEN_BEFORE, CONFIRMED);
        row(VERIFIED, Event.GAVE_UP, FAILED);
        row(VERIFIED, Event.TRY_AGAIN, ASSIGNED);
        row(VERIFIED, Event.POWER_CUT, ASSIGNED);

        row(PROBED, Event.HELD_BACK, PROBED);
        row(PROBED, Event.SWAPPED, TRIAL);
        row(PROBED, Event.GAVE_UP, FAILED);
        row(PROBED, Event.TRY_AGAIN, ASSIGNED);
        row(PROBED, Event.POWER_CUT, ASSIGNED);

        row(TRIAL, Event.LIVED_THROUGH_PROBATION, CONFIRMED);
        row(TRIAL, Event.TAKEN_OFF, ROLLED_BACK);
        row(TRIAL, Event.POWER_CUT, TRIAL);

        row(CONFIRMED, Event.POWER_CUT, CONFIRMED);
        row(ROLLED_BACK, Event.POWER_CUT, ROLLED_BACK);
        row(FAILED, Event.POWER_CUT, FAILED);
    }

    private UpdateLife() {}

    /** @return empty if no row accepts the event */
    public static Optional<UpdateState> after(UpdateState from, Event event) {
        return Optional.ofNullable(TABLE.getOrDefault(from, Map.of()).get(event));
    }

    private static void row(UpdateState from, Event event, UpdateState to) {
        var before =
                TABLE.computeIfAbsent(from, _ -> new EnumMap<>(Event.class)).put(event, to);
        if (before != null) {
            throw new IllegalStateException("two rows for " + from + " · " + event);
        }
    }
}
