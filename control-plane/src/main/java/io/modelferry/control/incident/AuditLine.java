package io.modelferry.control.incident;

import io.modelferry.control.security.AuditLog;
import java.time.Instant;
import java.util.Map;

/** An audit entry without the address that it came from. */
record AuditLine(
        long id,
        Instant at,
        String actor,
        String action,
        String objectType,
        String objectId,
        Map<String, Object> details) {

    static AuditLine of(AuditLog.Entry entry) {
        return new AuditLine(
                entry.id(),
                entry.at(),
                entry.actor(),
                entry.action(),
                entry.objectType(),
                entry.objectId(),
                entry.details());
    }
}
