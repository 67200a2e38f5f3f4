package io.modelferry.control.targeting;

import io.modelferry.control.platform.TestPostgres;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows of devices in a database of one's own. */
final class Fleet {

    static final Instant NOW = Instant.parse("2026-11-28T12:30:00Z");

    private final TestPostgres postgres = TestPostgres.migrated();
    private final JdbcClient jdbc = postgres.client();

    Fleet() {
        jdbc.sql("""
                        insert into fleet_enrolment_token
                        values ('t', 'h', '*', 'standard', 'default', false, 1, 0, 'ada', now(), now())""").update();
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    /** What the work reads of the tables of the fleet: rows that it looked at, one by one. */
    Map<String, Long> rowsRead(Runnable work) {
        return Objects.requireNonNull(postgres.transaction().execute(status -> {
            work.run();
            var read = new TreeMap<String, Long>();
            jdbc.sql("""
                        select relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
                          from pg_stat_xact_user_tables where relname like 'fleet%'""").query(row -> {
                read.put(row.getString(1), row.getLong(2));
            });
            return read;
        }));
    }

    SqlTargets targets() {
        var catalogue = new Catalogue();
        return new SqlTargets(new FilterFields(new RunningFiles(catalogue, catalogue), () -> NOW), jdbc);
    }

    /** Enrolled and online a day ago, of class standard, site north, agent 1.9.0. */
    Fleet device(String id) {
        jdbc.sql("""
                        insert into fleet_device (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint,
                                                  certificate, online, last_seen, agent_version)
                        values (?, 'north', 'standard', false, ?, 't', '', '', true, ?, '1.9.0')""")
                .params(id, Timestamp.from(NOW.minusSeconds(86_400)), Timestamp.from(NOW))
                .update();
        return this;
    }

    /** @param assignments of {@code update fleet_device set …} */
    Fleet with(String id, String assignments) {
        jdbc.sql("update fleet_device set " + assignments + " where id = ?")
                .param(id)
                .update();
        return this;
    }

    Fleet runs(String id, String digest, String... quarantined) {
        jdbc.sql("insert into fleet_running values (?, ?, ?, null, ?, now())")
                .params(id, Catalogue.MODEL.value(), digest, quarantined)
                .update();
        return this;
    }

    Fleet pin(String id) {
        jdbc.sql("insert into fleet_pin values (?, ?, 'why', 'ada', now())")
                .params(id, Catalogue.MODEL.value())
                .update();
        return this;
    }

    Fleet optOut(String id) {
        jdbc.sql("insert into fleet_opt_out values (?, 'why', 'ada', now())")
                .param(id)
                .update();
        return this;
    }

    List<String> selected(String filter) {
        var condition = targets().compile(filter);
        return jdbc.sql("select id from fleet_device d where " + condition.sql() + " order by id")
                .params(condition.parameters())
                .query(String.class)
                .list();
    }
}
