package io.modelferry.cli.bench.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests that arrive by the clock, whatever becomes of those before: each is due at its own moment, and its latency counts from that
 * moment, also if every connection was busy then. A slow answer is not hidden by requests that were never sent.
 *
 * @param every between two arrivals
 * @see <a href="https://github.com/giltene/wrk2#acknowledgements">coordinated omission, in the words of wrk2</a>
 */
record OpenLoop(BenchedAgent agent, String body, Duration every) {

    private static final int CONNECTIONS = 8;
    private static final int MOST = 2_000_000;

    /** Under way until it is stopped. */
    final class Running {

        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicLong failed = new AtomicLong();
        private final long began = System.nanoTime();
        private final ArrayList<Thread> threads = new ArrayList<>();
        private final ArrayList<Double> micros = new ArrayList<>();

        private Running() {
            for (var i = 0; i < CONNECTIONS; i++) {
                threads.add(Thread.ofPlatform().daemon().start(this::work));
            }
        }

        private void work() {
            var mine = new ArrayList<Double>();
            while (!stopped.get()) {
                try (var client = agent.client(body)) {
                    while (!stopped.get()) {
                        var due = began + next.getAndIncrement() * every.toNanos();
                        await(due);
                        if (client.infer().status() != 200) {
                            failed.incrementAndGet();
                        }
                        mine.add((System.nanoTime() - due) / 1e3);
                    }
                } catch (IOException e) {
                    failed.incrementAndGet(); // a broken connection is a failed request
                }
            }
            synchronized (this) {
                micros.addAll(mine);
            }
        }

        private void await(long due) {
            for (var left = due - System.nanoTime(); left > 0 && !stopped.get(); left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }

        Latencies stop() throws IOException {
            stopped.set(true);
            try {
                for (var thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            synchronized (this) {
                return Latencies.of(
                        micros.stream()
                                .limit(MOST)
                                .mapToDouble(Double::doubleValue)
                                .toArray(),
                        failed.get());
            }
        }
    }

    Running start() {
        return new Running();
    }
}
