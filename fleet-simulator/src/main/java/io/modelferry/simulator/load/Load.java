package io.modelferry.simulator.load;

import io.modelferry.protocol.Topics.Channel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sends windows in turn over all lines and waits for every answer. */
final class Load {

    private static final Duration LAST_ANSWERS = Duration.ofMinutes(5);

    /**
     * @param channel where to; on one that devices may not write the broker answers every publish with a refusal
     * @param perSecond 0: as fast as answers come
     * @param inFlight windows without an answer, at most
     * @param timedEvery each such window starts at {@code timedFrom} plus its number in milliseconds, so that a query can ask for it alone; 0: none
     */
    record Plan(
            Channel channel,
            long windows,
            double perSecond,
            int inFlight,
            int timedEvery,
            @Nullable Instant timedFrom) {

        /** Of a rehearsal: the broker answers every window with a refusal, and nobody behind it hears of any. */
        static Plan ofRehearsal(long windows, int inFlight) {
            return new Plan(Channel.BLOCKS_DATA, windows, 0, inFlight, 0, null);
        }
    }

    private final Plan plan;
    private final List<Sender> senders;
    private final MadeWindows made;
    private final InstantSource clock;
    private final Semaphore places;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final List<Long> timedAt = new ArrayList<>();
    private int payloadBytes;

    Load(Plan plan, List<Sender> senders, MadeWindows made, InstantSource clock) {
        this.plan = plan;
        this.senders = List.copyOf(senders);
        this.made = made;
        this.clock = clock;
        this.places = new Semaphore(plan.inFlight());
    }

    /** @throws IOException if answers are missing after five minutes */
    Sent send() throws IOException, InterruptedException {
        var beganAt = micros(clock.instant());
        var usedBefore = used();
        var began = System.nanoTime();
        for (var n = 0L; n < plan.windows(); n++) {
            awaitTurn(began, n);
            places.acquire();
            send(senders.get((int) (n % senders.size())), n);
        }
        var sent = System.nanoTime();
        if (!places.tryAcquire(plan.inFlight(), LAST_ANSWERS.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("%d of %d windows were never answered; look at the control plane's log"
                    .formatted(plan.windows() - acknowledged.get() - refused.get(), plan.windows()));
        }
        return new Sent(
                plan.windows(),
                acknowledged.get(),
                refused.get(),
                beganAt,
                (System.nanoTime() - began) / 1e9,
                (sent - began) / 1e9,
                used().minus(usedBefore).toNanos() / 1e9,
                payloadBytes,
                timedAt);
    }

    /** Processor time of this process since its start; nothing on a system that does not tell. */
    private static Duration used() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** A late window does not move those after it: the rate is that of the plan. */
    private void awaitTurn(long began, long number) {
        if (plan.perSecond() == 0) {
            return;
        }
        var due = began + (long) (1e9 * number / plan.perSecond());
        for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void send(Sender sender, long number) {
        var now = clock.instant();
        var from = startOf(number, now);
        var payload = made.payload(sender.boot(), sender.nextSequence(), from);
        payloadBytes = payload.length;
        sender.line().publish(plan.channel(), payload).whenComplete((_, failure) -> {
            (failure == null ? acknowledged : refused).incrementAndGet();
            places.release();
        });
    }

    private Instant startOf(long number, Instant now) {
        var timedFrom = plan.timedFrom();
        if (timedFrom == null || plan.timedEvery() == 0 || number % plan.timedEvery() != 0) {
            return now.minusSeconds(1);
        }
        timedAt.add(micros(now));
        return timedFrom.plusMillis(number / plan.timedEvery());
    }

    private static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }
}
