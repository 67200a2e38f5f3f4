package io.modelferry.control.delivery;

import io.modelferry.control.delivery.Line.Incoming;
import io.modelferry.control.delivery.Patience.Closed;
import io.modelferry.protocol.MalformedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gathers the messages of one {@link BatchedChannel} and settles them together. The queue needs no bound of its own: everything in
 * it is unacknowledged, and of that the broker sends no more than the line's receive maximum.
 */
final class Batches<T> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Batches.class);
    private static final int MOST = 1000;
    private static final Duration LINGER = Duration.ofMillis(50);

    private final BatchedChannel<T> channel;
    private final TransactionTemplate transaction;
    private final DeadLetters deadLetters;
    private final Patience patience = new Patience("a batch", () -> this.closing);
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Thread writer;
    private volatile boolean closing;

    /** A message that the broker holds until {@code acknowledge} runs. */
    record Waiting(Incoming message, UplinkReceived uplink, Runnable acknowledge) {}

    private record Read<T>(Waiting waiting, T value) {}

    private record Refused(Waiting waiting, String reason) {}

    Batches(BatchedChannel<T> channel, TransactionTemplate transaction, DeadLetters deadLetters) {
        this.channel = channel;
        this.transaction = transaction;
        this.deadLetters = deadLetters;
        this.writer = Thread.ofPlatform()
                .daemon()
                .name("batches-" + channel.channel())
                .start(this::work);
    }

    boolean hears(UplinkReceived uplink) {
        return channel.hears(uplink.device(), uplink.at());
    }

    void add(Waiting waiting) {
        queue.add(waiting);
    }

    private void work() {
        while (!closing) {
            try {
                settle(gather());
            } catch (InterruptedException | Closed closed) {
                return; // unacknowledged messages come again after the restart
            } catch (RuntimeException bug) {
                log.error("a batch was left unacknowledged; it comes again with the next connection", bug);
            }
        }
    }

    /** At least one; more only as long as they come within the linger time of the first. */
    private List<Waiting> gather() throws InterruptedException {
        var batch = new ArrayList<Waiting>();
        batch.add(queue.take());
        var until = System.nanoTime() + LINGER.toNanos();
        while (batch.size() < MOST) {
            queue.drainTo(batch, MOST - batch.size());
            if (batch.size() < MOST) {
                var next = queue.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    break;
                }
                batch.add(next);
            }
        }
        return batch;
    }

    private void settle(List<Waiting> batch) throws Closed {
        var good = new ArrayList<Read<T>>();
        var refused = new ArrayList<Refused>();
        for (var waiting : batch) {
            read(waiting, good, refused);
        }
        store(good, refused);
        for (var one : refused) {
            patience.untilDone(() -> deadLetters.keep(one.waiting().message(), one.reason()));
        }
        batch.forEach(waiting -> waiting.acknowledge().run());
    }

    private void read(Waiting waiting, List<Read<T>> good, List<Refused> refused) throws Closed {
        try {
            good.add(new Read<>(waiting, patience.untilDone(() -> channel.read(waiting.uplink()))));
        } catch (MalformedMessage malformed) {
            refused.add(new Refused(waiting, String.valueOf(malformed.getMessage())));
        } catch (RuntimeException bug) {
            log.error("an uplink could not be read topic={}", waiting.message().topic(), bug);
            refused.add(new Refused(waiting, bug.toString()));
        }
    }

    private void store(List<Read<T>> batch, List<Refused> refused) throws Closed {
        if (batch.isEmpty()) {
            return;
        }
        try {
            var values = batch.stream().map(Read::value).toList();
            patience.untilDone(() -> transaction.executeWithoutResult(status -> channel.store(values)));
        } catch (RuntimeException poison) {
            if (batch.size() == 1) {
                var blamed = batch.getFirst().waiting();
                log.error(
                        "an uplink could not be stored topic={}",
                        blamed.message().topic(),
                        poison);
                refused.add(new Refused(blamed, poison.toString()));
                return;
            }
            var half = batch.size() / 2;
            store(batch.subList(0, half), refused);
            store(batch.subList(half, batch.size()), refused);
        }
    }

    @Override
    public void close() {
        closing = true;
        writer.interrupt();
        try {
            writer.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
