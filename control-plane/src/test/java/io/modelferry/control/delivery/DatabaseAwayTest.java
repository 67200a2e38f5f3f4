package io.modelferry.control.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelferry.control.delivery.Batches.Waiting;
import io.modelferry.control.delivery.Line.Incoming;
import io.modelferry.control.platform.StoppablePostgres;
import io.modelferry.control.telemetry.TelemetryRoom;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.Topics.Channel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The server goes down while windows come in: those that were acknowledged are there, and the others are stored when it is back. */
final class DatabaseAwayTest {

    private static final Path FOLDER = Path.of("target", "stoppable-postgres").toAbsolutePath();
    private static final int BEFORE = 100;
    private static final int ALL = 300;

    @Test
    void losesNothing() {
        try (var postgres = StoppablePostgres.in(FOLDER)) {
            JdbcClient.create(postgres.dataSource())
                    .sql("truncate delivery_dead_letter")
                    .update();
            var room = new TelemetryRoom(postgres.dataSource(), postgres.transaction());
            var letters =
                    new DeadLetters(JdbcClient.create(postgres.dataSource()), Instant::now, new SimpleMeterRegistry());
            var acknowledged = ConcurrentHashMap.<Long>newKeySet();
            try (var batches = new Batches<>(room.channel(), postgres.transaction(), letters)) {
                send(batches, 0, BEFORE, acknowledged);
                await().until(() -> acknowledged.size() == BEFORE);

                postgres.stop();
                send(batches, BEFORE, ALL, acknowledged);
                await().during(Duration.ofSeconds(1)).until(() -> acknowledged.size() == BEFORE);

                postgres.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() == ALL);
            }
            assertThat(count(postgres, "telemetry_window")).isEqualTo(ALL);
            assertThat(count(postgres, "delivery_dead_letter")).isZero();
        }
    }

    @Test
    void keepsADeadLetterThatTheServerWasNotThereFor() {
        try (var postgres = StoppablePostgres.in(FOLDER)) {
            JdbcClient.create(postgres.dataSource())
                    .sql("truncate delivery_dead_letter")
                    .update();
            var letters =
                    new DeadLetters(JdbcClient.create(postgres.dataSource()), Instant::now, new SimpleMeterRegistry());
            var acknowledged = ConcurrentHashMap.<Long>newKeySet();
            try (var batches = new Batches<>(new GoesAwayAtTheFirst(postgres), postgres.transaction(), letters)) {
                send(batches, 0, 2, acknowledged);
                await().during(Duration.ofSeconds(1)).until(acknowledged::isEmpty);

                postgres.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() == 2);
            }
            assertThat(count(postgres, "delivery_dead_letter")).isEqualTo(2);
        }
    }

    /** Refuses everything; when it refuses the first, the server is gone before the letter can be kept. */
    private record GoesAwayAtTheFirst(StoppablePostgres postgres, AtomicBoolean gone) implements BatchedChannel<Long> {

        GoesAwayAtTheFirst(StoppablePostgres postgres) {
            this(postgres, new AtomicBoolean());
        }

        @Override
        public Channel channel() {
            return Channel.TELEMETRY;
        }

        @Override
        public boolean hears(DeviceId device, Instant at) {
            return true;
        }

        @Override
        public Long read(UplinkReceived uplink) {
            if (!gone.getAndSet(true)) {
                postgres.stop();
            }
            throw new MalformedMessage("nobody can read this");
        }

        @Override
        public void store(List<Long> batch) {
            throw new IllegalStateException("there is nothing to store");
        }
    }

    private static void send(Batches<?> batches, long from, long to, Set<Long> acknowledged) {
        for (var seq = from; seq < to; seq++) {
            var number = seq;
            var uplink = TelemetryRoom.uplink(seq);
            batches.add(new Waiting(
                    new Incoming("fleet/v1/d/cam-1/tel", uplink.payload(), new byte[0]),
                    uplink,
                    () -> acknowledged.add(number)));
        }
    }

    private static long count(StoppablePostgres postgres, String table) {
        return JdbcClient.create(postgres.dataSource())
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }
}
