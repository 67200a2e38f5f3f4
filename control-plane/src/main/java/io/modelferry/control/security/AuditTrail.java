package io.modelferry.control.security;

import java.util.Map;

/** Who did what to which thing. The row is written in the caller's transaction: no change without its row, and no row without its change. */
public interface AuditTrail {

    /**
     * Records under the operator who is signed in, or under {@code system} if nobody is.
     *
     * @param action a past-tense verb with its room, for example {@code rollout.paused}
     * @param objectType for example {@code rollout}
     * @param details small, JSON-able, no secrets
     * @throws IllegalStateException without a transaction
     */
    void record(String action, String objectType, String objectId, Map<String, ?> details);
}
