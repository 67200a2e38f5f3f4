package io.modelferry.control.webhooks;

import io.modelferry.control.webhooks.Webhooks.DeliveryQuery;
import io.modelferry.control.webhooks.Webhooks.DeliveryView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Deliveries as rows. Whoever sends one holds a lease on it, not a lock: no connection waits for a receiver, and what a process
 * that died had claimed is sent again when the lease is over.
 */
@Component
class DeliveryRows {

    static final Duration PATIENCE = Duration.ofHours(24);

    private static final String VIEWS =
            "select d.*, s.name from webhook_delivery d join webhook_subscription s on s.id = d.subscription_id ";

    private final JdbcClient jdbc;

    DeliveryRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What there is to send. @param sealedSecret of the subscription */
    record Claim(
            String id,
            String subscription,
            String url,
            byte[] sealedSecret,
            String kind,
            String body,
            int attempt,
            Instant giveUpAt) {}

    /** One row for each subscription that wants the kind; how many. */
    int add(String kind, String subject, String body, Instant now) {
        return jdbc.sql("""
                        insert into webhook_delivery (subscription_id, kind, subject, body, created_at, not_before, give_up_at)
                        select id, ?, ?, ?, ?::timestamptz, ?::timestamptz, ?::timestamptz
                          from webhook_subscription where kinds && ?::text[]""")
                .params(kind, subject, body)
                .params(Timestamp.from(now), Timestamp.from(now), Timestamp.from(now.plus(PATIENCE)))
                .param(EventKinds.subscribedAs(kind).toArray(String[]::new))
                .update();
    }

    DeliveryView addPing(String subscription, String body, Instant now) {
        var id = jdbc.sql("""
                        insert into webhook_delivery (subscription_id, kind, subject, body, created_at, not_before, give_up_at)
                        values (?, ?, 'ping/' || gen_random_uuid(), ?, ?, ?, ?) returning id""")
                .params(subscription, EventKinds.PING, body)
                .params(Timestamp.from(now), Timestamp.from(now), Timestamp.from(now.plus(PATIENCE)))
                .query(String.class)
                .single();
        return find(id).orElseThrow();
    }

    /**
     * Takes the one that is longest due. Never one whose subject has an earlier one pending, and never one to a subscriber that is
     * just being sent to: a receiver that hangs holds up nobody else.
     */
    Optional<Claim> claim(Instant now, Duration lease) {
        return jdbc.sql("""
                        update webhook_delivery u set leased_until = :until, attempts = attempts + 1
                          from webhook_subscription s
                         where s.id = u.subscription_id and u.seq = (
                               select d.seq from webhook_delivery d
                                where d.state = 'PENDING' and d.not_before <= :now
                                  and (d.leased_until is null or d.leased_until <= :now)
                                  and not exists (
                                      select 1 from webhook_delivery e
                                       where e.state = 'PENDING' and e.subscription_id = d.subscription_id
                                         and (e.leased_until > :now or (e.subject = d.subject and e.seq < d.seq)))
                                order by d.not_before, d.seq for update of d skip locked limit 1)
                        returning u.id, u.subscription_id, s.url, s.secret, u.kind, u.body, u.attempts, u.give_up_at""")
                .param("now", Timestamp.from(now))
                .param("until", Timestamp.from(now.plus(lease)))
                .query((row, number) -> new Claim(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getBytes(4),
                        row.getString(5),
                        row.getString(6),
                        row.getInt(7),
                        row.getTimestamp(8).toInstant()))
                .optional();
    }

    void delivered(String id, int status, Instant now) {
        jdbc.sql("""
                        update webhook_delivery set state = 'DELIVERED', leased_until = null, last_status = ?, last_error = '',
                               ended_at = ? where id = ?""").params(status, Timestamp.from(now), id).update();
    }

    /** @param next null to give it up */
    void failed(String id, @Nullable Integer status, String error, @Nullable Instant next, Instant now) {
        jdbc.sql("""
                        update webhook_delivery set state = :state, leased_until = null, last_status = :status, last_error = :error,
                               not_before = :next, ended_at = :ended where id = :id and state = 'PENDING'""")
                .param("state", (next == null ? DeliveryState.DEAD : DeliveryState.PENDING).name())
                .param("status", status, Types.INTEGER)
                .param("error", error)
                .param("next", Timestamp.from(next == null ? now : next))
                .param("ended", next == null ? Timestamp.from(now) : null, Types.TIMESTAMP)
                .param("id", id)
                .update();
    }

    /** @return false if there is none */
    boolean again(String id, Instant now) {
        return jdbc.sql("""
                        update webhook_delivery set state = 'PENDING', attempts = 0, not_before = ?, give_up_at = ?, ended_at = null
                         where id = ?""")
                        .params(Timestamp.from(now), Timestamp.from(now.plus(PATIENCE)), id)
                        .update()
                > 0;
    }

    int forgetEndedBefore(Instant at) {
        return jdbc.sql("delete from webhook_delivery where state <> 'PENDING' and ended_at < ?")
                .param(Timestamp.from(at))
                .update();
    }

    Optional<DeliveryView> find(String id) {
        return jdbc.sql(VIEWS + "where d.id = ?")
                .param(id)
                .query(DeliveryRows::view)
                .optional();
    }

    List<DeliveryView> page(DeliveryQuery query) {
        return jdbc.sql(VIEWS + """
                         where d.seq < :before and (:webhook = '' or d.subscription_id = :webhook)
                           and (:state = '' or d.state = :state)
                         order by d.seq desc limit :limit""")
                .param("before", query.before() == null ? Long.MAX_VALUE : query.before())
                .param("webhook", query.webhook() == null ? "" : query.webhook())
                .param("state", query.state() == null ? "" : query.state().name())
                .param("limit", query.limit())
                .query(DeliveryRows::view)
                .list();
    }

    private static DeliveryView view(ResultSet row, int number) throws SQLException {
        var state = DeliveryState.valueOf(row.getString("state"));
        var ended = row.getTimestamp("ended_at");
        return new DeliveryView(
                row.getLong("seq"),
                row.getString("id"),
                row.getString("subscription_id"),
                row.getString("name"),
                row.getString("kind"),
                row.getString("subject"),
                state,
                row.getInt("attempts"),
                row.getTimestamp("created_at").toInstant(),
                state == DeliveryState.PENDING ? row.getTimestamp("not_before").toInstant() : null,
                row.getObject("last_status", Integer.class),
                row.getString("last_error"),
                ended == null ? null : ended.toInstant());
    }
}
