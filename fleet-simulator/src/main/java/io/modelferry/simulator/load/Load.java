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

    /** Without a single one, while some are awaited. */
    private static final Duration NO_ANSWER = Duration.ofMinutes(1);

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
            @Nullable Instant timedFrom) {}

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

    /** @throws IOException if answers are missing and none has come for a minute */
    Sent send() throws IOException, InterruptedException {
        var beganAt = micros(clock.instant());
        var usedBefore = used();
        var began = System.nanoTime();
        for (var n = 0L; n < plan.windows(); n++) {
            awaitTurn(began, n);
            take(1);
            send(senders.get((int) (n % senders.size())), n);
        }
        var sent = System.nanoTime();
        take(plan.inFlight());
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

    private void take(int all) throws IOException, InterruptedException {
        for (var before = -1L; !places.tryAcquire(all, NO_ANSWER.toSeconds(), TimeUnit.SECONDS); ) {
            var answered = acknowledged.get() + refused.get();
            if (answered == before) {
                throw new IOException("%d of %d windows were answered, and none more for %s; look at the broker's log"
                        .formatted(answered, plan.windows(), NO_ANSWER));
            }
            before = answered;
        }
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
