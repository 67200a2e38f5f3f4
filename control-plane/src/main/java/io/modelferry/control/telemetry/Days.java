package io.modelferry.control.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The day partitions of {@code telemetry_window}: made a week ahead and on demand, dropped when their days are over. */
@Component
class Days {

    private static final Logger LOG = LoggerFactory.getLogger(Days.class);
    private static final int AHEAD = 7;
    private static final String PREFIX = "telemetry_window_";
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd");

    private final JdbcClient sql;
    private final InstantSource clock;
    private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

    Days(JdbcClient sql, InstantSource clock) {
        this.sql = sql;
        this.clock = clock;
    }

    static LocalDate of(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    void prepare() {
        var today = of(clock.instant());
        for (var day = 0; day <= AHEAD; day++) {
            require(today.plusDays(day));
        }
    }

    /** In the caller's transaction, if there is one. */
    void require(LocalDate day) {
        if (!known.contains(day)) {
            sql.sql("create table if not exists %s partition of telemetry_window for values from ('%s') to ('%s')"
                            .formatted(PREFIX + NAME.format(day), utc(day), utc(day.plusDays(1))))
                    .update();
            remember(day);
        }
    }

    /** Once it is committed: a day that was rolled back would be missed by every window of it. */
    private void remember(LocalDate day) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            known.add(day);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                known.add(day);
            }
        });
    }

    /** Drops whole days that ended longer ago than {@code retention}. */
    void drop(Duration retention) {
        var oldest = of(clock.instant().minus(retention));
        for (var partition : partitions()) {
            var day = LocalDate.parse(partition.substring(PREFIX.length()), NAME);
            if (day.isBefore(oldest)) {
                sql.sql("drop table " + partition).update();
                known.remove(day);
                LOG.info("telemetry of {} dropped", day);
            }
        }
    }

    private List<String> partitions() {
        return sql.sql(
                        "select inhrelid::regclass::text from pg_inherits where inhparent = 'telemetry_window'::regclass")
                .query((row, number) -> row.getString(1))
                .list();
    }

    private static String utc(LocalDate day) {
        return day + " 00:00:00+00";
    }
}
