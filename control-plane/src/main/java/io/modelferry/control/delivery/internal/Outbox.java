package io.modelferry.control.delivery.internal;

import io.modelferry.control.delivery.Line.Outgoing;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What goes out, a few at a time. What the broker retains goes before what passes by, each kind in the order it came: a goal that brakes
 * is not to wait behind the bytes of the very updates that it stops. Whoever hands something in never waits: most of them are on a thread
 * that takes what comes in, and the broker's acknowledgement, which frees a place, comes in behind it.
 */
final class Outbox implements AutoCloseable {

    /** The broker answers each when it has it on its disk, many in one write: so many goals that this write is worth it. */
    static final int IN_FLIGHT = 48;

    /** Of either kind: a goal for each of a postman's bag, an answer for each uplink that may be in work, and some. */
    static final int WAITING = 8192;

    /** Then one that passes by, if one waits: while goals go out without end, devices still get their answers. */
    static final int RETAINED_IN_A_ROW = 8;

    private final Duration patience;
    private final Road road;
    private final Queue<Item> retained = new LinkedBlockingQueue<>(WAITING);
    private final Queue<Item> passing = new LinkedBlockingQueue<>(WAITING);
    private final Semaphore waiting = new Semaphore(0); // of both kinds
    private final Semaphore places = new Semaphore(IN_FLIGHT);
    private int retainedInARow;
    private @Nullable Thread carrier;

    /** @param patience for the broker's acknowledgement, once a message is under way */
    Outbox(Duration patience, Road road) {
        this.patience = patience;
        this.road = road;
    }

    /** How a message goes to the broker. */
    interface Road {

        /** @param done is completed, one way or the other, when it is known whether the broker has it */
        void send(Outgoing message, CompletableFuture<Void> done);
    }

    private record Item(Outgoing message, CompletableFuture<Void> done) {}

    void start() {
        carrier = Thread.ofPlatform().daemon().name("mqtt-outbox").start(this::carry);
    }

    CompletableFuture<Void> put(Outgoing message) {
        var item = new Item(message, new CompletableFuture<>());
        if ((message.retained() ? retained : passing).offer(item)) {
            waiting.release();
        } else {
            item.done()
                    .completeExceptionally(
                            new IllegalStateException(WAITING + " messages wait for the broker already"));
        }
        return item.done();
    }

    private void carry() {
        try {
            while (true) {
                waiting.acquire();
                places.acquire(); // and only then a choice: a goal that comes meanwhile is the next
                var next = next();
                next.done().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
                next.done().whenComplete((nothing, failure) -> places.release());
                road.send(next.message(), next.done());
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** One of those that were counted: there is one. */
    private Item next() {
        var next = retainedInARow < RETAINED_IN_A_ROW ? retained.poll() : null;
        if (next != null) {
            retainedInARow++;
            return next;
        }
        retainedInARow = 0;
        var other = passing.poll();
        return other == null ? Objects.requireNonNull(retained.poll()) : other;
    }

    /** What waits is never sent. */
    @Override
    public void close() {
        if (carrier != null) {
            carrier.interrupt();
        }
    }
}
