package io.modelferry.control.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelferry.control.delivery.Line.Outgoing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nobody who answers a message waits for the messages behind it. */
final class OutboxTest {

    private final List<CompletableFuture<Void>> underWay = new CopyOnWriteArrayList<>();
    private final List<String> topics = new CopyOnWriteArrayList<>();

    private Outbox outbox(Duration patience) {
        var outbox = new Outbox(patience, (message, done) -> {
            topics.add(message.topic());
            underWay.add(done);
        });
        outbox.start();
        return outbox;
    }

    private static CompletableFuture<Void> put(Outbox outbox, int number) {
        return outbox.put(Outgoing.retained("topic-" + number, new byte[0]));
    }

    @Test
    void whoHandsInNeverWaitsAndOrderIsKept() {
        try (var outbox = outbox(Duration.ofMinutes(1))) {
            var all = IntStream.range(0, 3 * Outbox.IN_FLIGHT)
                    .mapToObj(number -> put(outbox, number))
                    .toList(); // with no acknowledgement yet: it would stand here

            await().until(() -> underWay.size() == Outbox.IN_FLIGHT);
            for (var next = 0; next < all.size(); next++) {
                var sent = next;
                await().until(() -> underWay.size() > sent);
                underWay.get(next).complete(null);
            }

            assertThat(all).allMatch(CompletableFuture::isDone);
            assertThat(topics)
                    .isEqualTo(IntStream.range(0, all.size())
                            .mapToObj(number -> "topic-" + number)
                            .toList());
        }
    }

    @Test
    void aGoalGoesBeforeTheBytesThatWait() {
        try (var outbox = outbox(Duration.ofMinutes(1))) {
            for (var number = 0; number < 100; number++) {
                outbox.put(block(number));
            }
            await().until(() -> underWay.size() == Outbox.IN_FLIGHT);

            put(outbox, 1);
            put(outbox, 2);
            acknowledgeUntilSent(Outbox.IN_FLIGHT + 3);

            assertThat(List.copyOf(topics).subList(Outbox.IN_FLIGHT, Outbox.IN_FLIGHT + 3))
                    .containsExactly("topic-1", "topic-2", "block-" + Outbox.IN_FLIGHT);
        }
    }

    @Test
    void goalsWithoutEndLeaveAPlaceForAnswers() {
        try (var outbox = outbox(Duration.ofMinutes(1))) {
            for (var number = 0; number < 40; number++) {
                outbox.put(block(number));
                put(outbox, number);
            }

            acknowledgeUntilSent(80);

            assertThat(List.copyOf(topics).subList(0, 40))
                    .filteredOn(topic -> topic.startsWith("block-"))
                    .hasSizeBetween(4, 20);
            assertThat(topics).filteredOn(topic -> topic.startsWith("block-")).hasSize(40);
            assertThat(topics)
                    .filteredOn(topic -> topic.startsWith("topic-"))
                    .isEqualTo(IntStream.range(0, 40)
                            .mapToObj(number -> "topic-" + number)
                            .toList());
        }
    }

    private static Outgoing block(int number) {
        return Outgoing.expiring("block-" + number, new byte[0], Duration.ofMinutes(1), new byte[0]);
    }

    /** One after the other. */
    private void acknowledgeUntilSent(int messages) {
        for (var next = 0; underWay.size() < messages; next++) {
            var number = next;
            await().until(() -> underWay.size() > number);
            underWay.get(number).complete(null);
        }
    }

    @Test
    void whatIsNeverAcknowledgedGivesItsPlaceBack() {
        try (var outbox = outbox(Duration.ofMillis(50))) {
            var silent = new ArrayList<CompletableFuture<Void>>();
            for (var number = 0; number <= Outbox.IN_FLIGHT; number++) {
                silent.add(put(outbox, number));
            }

            await().until(() -> silent.stream().allMatch(CompletableFuture::isCompletedExceptionally));
            assertThat(underWay).hasSize(Outbox.IN_FLIGHT + 1);
        }
    }

    @Test
    void whatIsTooMuchIsRefusedAtOnce() {
        try (var outbox = outbox(Duration.ofMinutes(1))) {
            CompletableFuture<Void> last;
            var number = 0;
            do {
                last = put(outbox, number++);
            } while (!last.isDone() && number < 2 * Outbox.WAITING);

            assertThat(number).isGreaterThan(Outbox.WAITING);
            assertThat(last).isCompletedExceptionally();
        }
    }
}
