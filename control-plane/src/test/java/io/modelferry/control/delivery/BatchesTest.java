package io.modelferry.control.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelferry.control.delivery.Batches.Waiting;
import io.modelferry.control.delivery.Line.Incoming;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.Topics.Channel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

/** One bad message is its own trouble, and nothing is acknowledged before it is stored. */
final class BatchesTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Words words = new Words();
    private final List<String> acknowledged = new CopyOnWriteArrayList<>();
    private final Batches<String> batches = new Batches<>(
            words, POSTGRES.transaction(), new DeadLetters(POSTGRES.client(), () -> NOW, new SimpleMeterRegistry()));

    BatchesTest() {
        POSTGRES.template().execute("truncate delivery_dead_letter");
    }

    @AfterEach
    void close() {
        batches.close();
    }

    @Test
    void storesTheRestOfABatchThatHoldsAnUnreadableMessage() {
        send("one", "unreadable", "two");

        await().until(() -> acknowledged.size() == 3);
        assertThat(words.stored).containsExactly("one", "two");
        assertThat(deadLetters()).containsExactly("unreadable");
    }

    @Test
    void findsTheMessageThatTheDatabaseWillNotTake() {
        send("a", "b", "c", "poison", "d", "e");

        await().until(() -> acknowledged.size() == 6);
        assertThat(words.stored).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
        assertThat(deadLetters()).containsExactly("poison");
    }

    @Test
    void holdsTheAcknowledgementsWhileTheDatabaseIsAway() {
        words.away = true;
        send("one", "two");

        await().until(() -> words.tries.get() >= 2);
        assertThat(acknowledged).isEmpty();

        words.away = false;
        await().until(() -> acknowledged.size() == 2);
        assertThat(words.stored).containsExactly("one", "two");
        assertThat(words.reads.get()).isEqualTo(2);
    }

    @Test
    void acknowledgesNothingThatWasNotStoredWhenItIsClosed() {
        words.away = true;
        send("one");
        await().until(() -> words.tries.get() >= 1);

        batches.close();

        assertThat(acknowledged).isEmpty();
    }

    private void send(String... sent) {
        for (var word : sent) {
            var bytes = word.getBytes(StandardCharsets.UTF_8);
            batches.add(new Waiting(
                    new Incoming("fleet/v1/d/cam-1/tel", bytes, new byte[0]),
                    new UplinkReceived(new DeviceId("cam-1"), Channel.TELEMETRY, bytes, NOW),
                    () -> acknowledged.add(word)));
        }
    }

    private static List<String> deadLetters() {
        return POSTGRES.client()
                .sql("select convert_from(payload, 'UTF8') from delivery_dead_letter")
                .query(String.class)
                .list();
    }

    private static final class Words implements BatchedChannel<String> {

        private final List<String> stored = new CopyOnWriteArrayList<>();
        private final AtomicInteger tries = new AtomicInteger();
        private final AtomicInteger reads = new AtomicInteger();
        private volatile boolean away;

        @Override
        public Channel channel() {
            return Channel.TELEMETRY;
        }

        @Override
        public boolean hears(DeviceId device, Instant at) {
            return true;
        }

        @Override
        public String read(UplinkReceived uplink) {
            reads.incrementAndGet();
            var word = new String(uplink.payload(), StandardCharsets.UTF_8);
            if (word.equals("unreadable")) {
                throw new MalformedMessage("no word");
            }
            return word;
        }

        @Override
        public void store(List<String> batch) {
            tries.incrementAndGet();
            if (away) {
                throw new DataAccessResourceFailureException("away");
            }
            if (batch.contains("poison")) {
                throw new IllegalStateException("will not do");
            }
            stored.addAll(batch);
        }
    }
}
