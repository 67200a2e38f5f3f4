package io.modelferry.control.rollout;

import java.time.Instant;

/**
 * Who moves a rollout, when, why, and on what evidence.
 *
 * @param evidence JSON
 */
record Cause(String actor, Instant at, String why, String evidence) {

    static final String ENGINE = "system";

    static Cause of(String actor, Instant at, String why) {
        return new Cause(actor, at, why, TimelineEntry.NO_EVIDENCE);
    }
}
