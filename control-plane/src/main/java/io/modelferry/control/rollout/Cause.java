package io.modelferry.control.rollout;

import java.time.Instant;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

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

    /** Who is asking, in this thread. */
    static String who() {
        return Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                .map(Authentication::getName)
                .orElse(ENGINE);
    }
}
