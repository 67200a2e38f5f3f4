package io.modelferry.control.rollout.pace;

import io.modelferry.control.rollout.plan.Slots;
import io.modelferry.protocol.report.UpdateState;
import java.time.Instant;
import java.util.Optional;

/** When a device has had its place for too long. What it holds by then is freed, and the device counts as expired, not as failed. */
public final class SlotDeadlines {

    private SlotDeadlines() {}

    /** @param since the device's state is this one; @return empty for a state without a deadline, and for terminal ones */
    public static Optional<Instant> freedAt(Slots slots, UpdateState state, Instant since) {
        return state.terminal() ? Optional.empty() : slots.longest(state).map(since::plus);
    }

    public static boolean expired(Slots slots, UpdateState state, Instant since, Instant now) {
        return freedAt(slots, state, since).filter(at -> !at.isAfter(now)).isPresent();
    }
}
