package io.modelferry.control.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.modelferry.control.delivery.Line.Incoming;
import java.sql.Timestamp;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
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

    void keep(Incoming message, String reason) {
        letters.increment();
        log.warn("uplink refused topic={} reason={}", message.topic(), reason);
        try {
            jdbc.sql("insert into delivery_dead_letter (topic, payload, reason, received_at) values (?, ?, ?, ?)")
                    .params(message.topic(), message.payload(), reason, Timestamp.from(clock.instant()))
                    .update();
        } catch (DataAccessException away) {
            log.warn(
                    "a dead letter could not be kept topic={}",
                    message.topic()); // the log line above is what is left of it
        }
    }
}
