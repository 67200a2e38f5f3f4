package io.modelferry.control.security;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The audit trail for those who read it. */
public interface AuditLog {

    /** Up to {@code limit} entries with an id below {@code id}, newest first. {@link Long#MAX_VALUE} for the newest of all. */
    List<Entry> before(long id, Sought sought, int limit);

    /** The newest {@code limit} entries about one thing, newest first. */
    List<Entry> about(String objectType, String objectId, int limit);

    /**
     * Which entries; an empty text is any.
     *
     * @param actor the whole name
     * @param action how it begins: {@code rollout.} is everything that was done to rollouts
     * @param object the whole id of a thing, or its kind
     */
    record Sought(String actor, String action, String object) {

        public static final Sought ANY = new Sought("", "", "");

        public boolean matches(Entry entry) {
            return (actor.isEmpty() || actor.equals(entry.actor()))
                    && entry.action().startsWith(action)
                    && (object.isEmpty() || object.equals(entry.objectId()) || object.equals(entry.objectType()));
        }
    }

    /**
     * @param actor the operator's name, or {@code system}
     * @param address where the request came from; empty for the system's own changes
     * @param details as they were given to {@link AuditTrail#record}
     */
    record Entry(
            long id,
            Instant at,
            String actor,
            String address,
            String action,
            String objectType,
            String objectId,
            Map<String, Object> details) {}
}
