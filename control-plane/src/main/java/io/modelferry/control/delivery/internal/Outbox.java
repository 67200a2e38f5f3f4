package io.modelferry.control.delivery.internal;

import io.modelferry.control.delivery.Line.Outgoing;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What goes out, in the order it came, a few at a time. Whoever hands something in never waits: most of them are on a thread that takes
 * what comes in, and the broker's acknowledgement, which frees a place, comes in behind it.
 */
final class Outbox implements AutoCloseable {

    static final int IN_FLIGHT = 16;

    /** A goal for each of a postman's bag, an answer for each uplink that may be in work, and some. */
    static final int WAITING = 8192;

    private final Duration patience;
    private final Road road;
    private final BlockingQueue<Item> waiting = new LinkedBlockingQueue<>(WAITING);
    private final Semaphore places = new Semaphore(IN_FLIGHT);
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
        if (!waiting.offer(item)) {
            item.done()
                    .completeExceptionally(
                            new IllegalStateException(WAITING + " messages wait for the broker already"));
        }
        return item.done();
    }

    private void carry() {
        try {
            while (true) {
                var next = waiting.take();
                places.acquire();
                next.done().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
                next.done().whenComplete((nothing, failure) -> places.release());
                road.send(next.message(), next.done());
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** What waits is never sent. */
    @Override
    public void close() {
        if (carrier != null) {
            carrier.interrupt();
        }
    }
}
