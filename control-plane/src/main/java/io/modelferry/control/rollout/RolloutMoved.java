package io.modelferry.control.rollout;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;

/**
 * Something happened to a rollout. Published in the transaction that writes it into the timeline, in the timeline's order; a listener
 * that fails takes the change back with it.
 *
 * @param kind as in {@link TimelineEntry}
 * @param state after it
 * @param stage from 0
 * @param actor the operator's name; {@code system} for the engine
 * @param why never empty
 */
public record RolloutMoved(
        RolloutId id,
        ModelName model,
        VersionName version,
        String kind,
        RolloutState state,
        int stage,
        String actor,
        String why,
        Instant at) {}
