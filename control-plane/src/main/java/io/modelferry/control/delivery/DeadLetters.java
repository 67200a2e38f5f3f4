package io.modelferry.control.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.modelferry.control.delivery.Line.Incoming;
import java.sql.Timestamp;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps uplink messages that nobody could read, for a person. */
@Component
class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final Counter letters;

    DeadLetters(JdbcClient jdbc, InstantSource clock, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.letters = meters.counter("modelferry.delivery.dead.letters");
    }

    /**
     * The message may be acknowledged when this returns. Tried again after a failure it may be kept twice, never not at all.
     *
     * @throws DataAccessException while the database is away; then nothing was kept
     */
    void keep(Incoming message, String reason) {
        try {
            insert(message, reason);
        } catch (NonTransientDataAccessResourceException away) {
            throw away;
        } catch (NonTransientDataAccessException refused) { // the log is what is left of it; waiting would not help
            log.error("a dead letter could not be kept topic={} reason={}", message.topic(), reason, refused);
        }
        letters.increment();
        log.warn("uplink refused topic={} reason={}", message.topic(), reason);
    }

    private void insert(Incoming message, String reason) {
        jdbc.sql("insert into delivery_dead_letter (topic, payload, reason, received_at) values (?, ?, ?, ?)")
                .params(message.topic(), message.payload(), storable(reason), Timestamp.from(clock.instant()))
                .update();
    }

    /** A reason may repeat what a device wrote, and PostgreSQL's text takes no zero byte. */
    private static String storable(String reason) {
        return reason.replace('\0', '\uFFFD');
    }
}
