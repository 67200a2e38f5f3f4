package io.modelferry.control.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelferry.control.delivery.PostOffice.Letter;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.trust.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PostmanTest {

    private static final DeviceId CAMERA = new DeviceId("cam-01");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static TestPostgres postgres;

    private final FakeBroker broker = new FakeBroker();
    private final RightOfWay rightOfWay = new RightOfWay(InstantSource.system());
    private Mailboxes mailboxes;
    private Postman postman;

    @BeforeAll
    static void database() {
        postgres = TestPostgres.migrated();
    }

    @BeforeEach
    void emptyMailboxes() {
        postgres.client().sql("delete from delivery_mailbox").update();
        mailboxes = new Mailboxes(postgres.template(), postgres.client());
        postman = new Postman(mailboxes, broker, rightOfWay, postgres.transaction());
    }

    @AfterEach
    void goHome() {
        postman.stop();
    }

    @Test
    void carriesTheNewestGoalOnce() {
        mailboxes.put(List.of(letter(1, "first")), NOW);
        mailboxes.put(List.of(letter(2, "second")), NOW);

        postman.start();
        postman.wake();

        await().until(() -> broker.retained.contains("second"));
        await().until(() -> dueNow().isEmpty());
        assertThat(broker.retained).containsExactly("second");
    }

    @Test
    void clearsTheWayOfFilesWhenWhatBrakesIsWithTheBroker() {
        var begun = new CountDownLatch(1);
        var claim = rightOfWay.claim();
        rightOfWay.whenClear(begun::countDown);
        mailboxes.put(List.of(letter(1, "brake")), NOW);
        broker.before.add(() -> assertThat(begun.getCount()).isOne());
        claim.close();

        postman.start();

        await().atMost(RightOfWay.MOST.dividedBy(2)).until(() -> begun.getCount() == 0);
        assertThat(broker.retained).containsExactly("brake");
    }

    /** Stopped in the middle of a bag for longer than a lease: its session is gone, and another has carried a newer goal. */
    @Test
    void sendsTheNewestAgainWhenItMayHaveLaidAnOldGoalOverIt() {
        mailboxes.put(List.of(letter(1, "old")), NOW);
        broker.before.add(() -> CompletableFuture.runAsync(
                        () -> { // not in the postman's own transaction
                            endEverySession();
                            mailboxes.put(List.of(letter(2, "new")), NOW);
                            anotherControlPlaneCarriesWhatIsDue();
                        })
                .join());

        postman.start();
        postman.wake();

        await().atMost(Duration.ofSeconds(20)).until(() -> broker.retained.size() == 3);
        assertThat(broker.retained).containsExactly("new", "old", "new");
    }

    @Test
    void sendsAgainWhatTheBrokerDidNotAnswer() {
        mailboxes.put(List.of(letter(1, "goal")), NOW);
        broker.silent = 1;

        postman.start();
        postman.wake();

        await().until(() -> broker.retained.size() == 2);
        await().until(() -> dueNow().isEmpty());
    }

    @Test
    void sendsEveryGoalAgainWhenTheBrokerCameBackWithoutTheLastOnes() {
        mailboxes.put(List.of(letter(1, "goal")), NOW);
        postman.start();
        postman.wake();
        await().until(() -> broker.witness != null);

        broker.witness = "an older one".getBytes();
        broker.connections++;
        postman.wake();
        await().until(() -> broker.retained.size() == 2);
        await().until(() -> dueNow().isEmpty());

        broker.witness = null;
        broker.connections++;
        postman.wake();
        await().until(() -> broker.retained.size() == 3);
        assertThat(broker.retained).containsOnly("goal");
    }

    @Test
    void sendsNothingAgainAfterAGapInWhichTheBrokerLostNothing() {
        mailboxes.put(List.of(letter(1, "goal")), NOW);
        postman.start();
        postman.wake();
        await().until(() -> broker.witness != null);

        broker.connections++;
        postman.wake();
        await().until(() -> broker.asked == 1);
        mailboxes.put(List.of(letter(2, "the next goal")), NOW);
        postman.wake();

        await().until(() -> broker.retained.contains("the next goal"));
        assertThat(broker.retained).containsExactly("goal", "the next goal");
    }

    private List<Mailboxes.Due> dueNow() {
        return postgres.transaction().execute(status -> mailboxes.due(10));
    }

    private void endEverySession() {
        var ended = postgres.client()
                .sql("select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                        + " where datname = current_database() and pid <> pg_backend_pid()")
                .query(Boolean.class)
                .list();
        assertThat(ended).contains(true);
    }

    private void anotherControlPlaneCarriesWhatIsDue() {
        postgres.transaction().executeWithoutResult(status -> {
            var due = mailboxes.due(10);
            due.forEach(one -> broker.retained.add(text(one.envelope())));
            mailboxes.markSent(due);
        });
    }

    private static Letter letter(long generation, String payload) {
        var digest = new ArtifactDigest("a".repeat(64));
        return new Letter(
                CAMERA, generation, new Envelope("test", payload.getBytes(), List.of()), Set.of(digest), false);
    }

    private static String text(byte[] envelope) {
        return new String(ProtocolJson.read(envelope, Envelope.class).payload());
    }

    /** Remembers what lay under the topic, newest last. */
    private static final class FakeBroker implements Line {

        final List<String> retained = new CopyOnWriteArrayList<>();

        /** What happens before the next goals arrive. */
        final Queue<Runnable> before = new ArrayDeque<>();

        /** Goals that arrive without an answer. */
        int silent;

        volatile byte[] witness;
        volatile int connections = 1;
        volatile int asked;

        @Override
        public int connections() {
            return connections;
        }

        @Override
        public Optional<byte[]> retained(String topic) {
            asked++;
            return Optional.ofNullable(witness);
        }

        @Override
        public boolean connected() {
            return true;
        }

        @Override
        public CompletableFuture<Void> publish(Outgoing message) {
            if (message.topic().startsWith(Topics.WITNESSES)) {
                witness = message.payload();
                return CompletableFuture.completedFuture(null);
            }
            var happening = before.poll();
            if (happening != null) {
                happening.run();
            }
            retained.add(text(message.payload()));
            return silent-- > 0
                    ? CompletableFuture.failedFuture(new IllegalStateException("no answer"))
                    : CompletableFuture.completedFuture(null);
        }
    }
}
