package io.modelferry.control.rollout;

import java.time.Instant;

/**
 * Something that happened to a rollout.
 *
 * @param kind a {@link RolloutEvent}, {@code CREATED}, {@code STAGE_OPENED}, {@code STAGE_SETTLED}, {@code WAITING} or {@code VERDICT}
 * @param state after it
 * @param stage from 0
 * @param actor the operator's name; {@code system} for the engine
 * @param text why; never empty
 * @param evidence the numbers of the moment as JSON; {@code {}} without any
 */
public record TimelineEntry(
        Instant at, String kind, RolloutState state, int stage, String actor, String text, String evidence) {

    static final String NO_EVIDENCE = "{}";
}
