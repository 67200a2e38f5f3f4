package io.modelferry.control.rollout.plan;

import io.modelferry.protocol.report.UpdateState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How long a device may stay in a state before its place is given to another.
 *
 * @param longest by state; a state that is not named has no deadline
 */
public record Slots(Map<UpdateState, Duration> longest) {

    public static final Slots NO_DEADLINE = new Slots(Map.of());

    public Slots {
        longest = Map.copyOf(longest);
    }

    public Optional<Duration> longest(UpdateState state) {
        return Optional.ofNullable(longest.get(state));
    }
}
