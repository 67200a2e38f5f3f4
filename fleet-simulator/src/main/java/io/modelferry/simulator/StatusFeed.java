package io.modelferry.simulator;

import io.modelferry.protocol.ProtocolJson;
import io.modelferry.simulator.fleet.FleetStatus;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One line on standard output now and then, and what goes with it. */
final class StatusFeed implements AutoCloseable {

    private final Supplier<FleetStatus> status;
    private final PrintStream out;
    private final boolean json;
    private final Runnable also;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("status").factory());

    /** @param also done with each line */
    StatusFeed(Supplier<FleetStatus> status, PrintStream out, boolean json, Runnable also) {
        this.status = status;
        this.out = out;
        this.json = json;
        this.also = also;
    }

    void every(Duration pause) {
        timer.scheduleAtFixedRate(this::print, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized void print() {
        var now = status.get();
        out.println(json ? new String(ProtocolJson.write(now), StandardCharsets.UTF_8) : now.line());
        out.flush();
        also.run();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
