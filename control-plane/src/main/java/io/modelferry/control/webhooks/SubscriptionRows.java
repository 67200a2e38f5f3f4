package io.modelferry.control.webhooks;

import io.modelferry.control.webhooks.Webhooks.NewSubscription;
import io.modelferry.control.webhooks.Webhooks.SubscriptionView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Subscriptions as rows. A secret is read by nobody but {@link Dispatcher}. */
@Component
class SubscriptionRows {

    private final JdbcClient jdbc;

    SubscriptionRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    String nextId() {
        return "w"
                + jdbc.sql("select nextval('webhook_number')").query(Long.class).single();
    }

    /** @return false if the name is taken */
    boolean add(String id, NewSubscription wanted, byte[] sealedSecret, String actor, Instant now) {
        return jdbc.sql("""
                        insert into webhook_subscription (id, name, url, kinds, secret, created_by, created_at)
                        values (?, ?, ?, ?, ?, ?, ?) on conflict (name) do nothing""")
                        .params(id, wanted.name(), wanted.url())
                        .param(wanted.kinds().toArray(String[]::new))
                        .params(sealedSecret, actor, Timestamp.from(now))
                        .update()
                > 0;
    }

    List<SubscriptionView> all() {
        return jdbc.sql("select * from webhook_subscription order by created_at, id")
                .query(SubscriptionRows::view)
                .list();
    }

    Optional<SubscriptionView> find(String id) {
        return jdbc.sql("select * from webhook_subscription where id = ?")
                .param(id)
                .query(SubscriptionRows::view)
                .optional();
    }

    boolean remove(String id) {
        return jdbc.sql("delete from webhook_subscription where id = ?")
                        .param(id)
                        .update()
                > 0;
    }

    private static SubscriptionView view(ResultSet row, int number) throws SQLException {
        return new SubscriptionView(
                row.getString("id"),
                row.getString("name"),
                row.getString("url"),
                List.of((String[]) row.getArray("kinds").getArray()),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant());
    }
}
