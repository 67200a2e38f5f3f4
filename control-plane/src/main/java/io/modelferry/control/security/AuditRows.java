package io.modelferry.control.security;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The audit trail as rows that the database itself refuses to change. */
@Component
class AuditRows implements AuditTrail, AuditLog {

    private static final String SYSTEM = "system";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final InstantSource clock;

    AuditRows(JdbcClient jdbc, JsonMapper json, InstantSource clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public void record(String action, String objectType, String objectId, Map<String, ?> details) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("an audit row belongs into the transaction of its change: " + action);
        }
        jdbc.sql("""
                        INSERT INTO audit_entry (at, actor, address, action, object_type, object_id, details)
                        VALUES (?, ?, ?, ?, ?, ?, ?::jsonb)""")
                .params(
                        Timestamp.from(clock.instant()),
                        actor(),
                        address(),
                        action,
                        objectType,
                        objectId,
                        json.writeValueAsString(details))
                .update();
    }

    /** Entries after the one with this id, oldest first. */
    List<Entry> after(long id, int limit) {
        return jdbc.sql("SELECT * FROM audit_entry WHERE id > ? ORDER BY id LIMIT ?")
                .params(id, limit)
                .query(this::entry)
                .list();
    }

    @Override
    public List<Entry> before(long id, Sought sought, int limit) {
        return jdbc.sql("""
                        SELECT * FROM audit_entry
                         WHERE id < :before AND (:actor = '' OR actor = :actor) AND starts_with(action, :action)
                           AND (:object = '' OR object_id = :object OR object_type = :object)
                         ORDER BY id DESC LIMIT :limit""")
                .param("before", id)
                .param("actor", sought.actor())
                .param("action", sought.action())
                .param("object", sought.object())
                .param("limit", limit)
                .query(this::entry)
                .list();
    }

    @Override
    public List<Entry> about(String objectType, String objectId, int limit) {
        return jdbc.sql("SELECT * FROM audit_entry WHERE object_type = ? AND object_id = ? ORDER BY id DESC LIMIT ?")
                .params(objectType, objectId, limit)
                .query(this::entry)
                .list();
    }

    private Entry entry(ResultSet row, int number) throws SQLException {
        return new Entry(
                row.getLong("id"),
                row.getTimestamp("at").toInstant(),
                row.getString("actor"),
                row.getString("address"),
                row.getString("action"),
                row.getString("object_type"),
                row.getString("object_id"),
                json.readValue(row.getString("details"), new TypeReference<>() {}));
    }

    private static String actor() {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        return caller == null || caller instanceof AnonymousAuthenticationToken || !caller.isAuthenticated()
                ? SYSTEM
                : caller.getName();
    }

    private static String address() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? request.getRequest().getRemoteAddr()
                : "";
    }
}
