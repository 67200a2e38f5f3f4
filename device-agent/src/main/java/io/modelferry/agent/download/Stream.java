package io.modelferry.agent.download;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A response body that gives up on a silent server and on one that trickles: the JDK's client watches the head of an answer,
 * never its body.
 */
final class Stream implements AutoCloseable {

    private static final int BUFFER = 1 << 14;
    private static final ScheduledExecutorService WATCH = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("download-watch").factory());

    private final InputStream body;
    private final Duration patience;
    private final MinimumRate rate;
    private final Ticks ticks;
    private final Cancellation cancellation;
    private volatile boolean timedOut;

    Stream(InputStream body, Duration patience, MinimumRate rate, Ticks ticks, Cancellation cancellation) {
        this.body = body;
        this.patience = patience;
        this.rate = rate;
        this.ticks = ticks;
        this.cancellation = cancellation;
        cancellation.onRequest(this::close);
    }

    /** @return −1 at the end */
    int read(byte[] buffer, int most) throws UpdateFailure {
        var watch = watch();
        var began = ticks.nanos();
        try {
            var n = body.read(buffer, 0, most);
            rate.waited(ticks.nanos() - began, Math.max(0, n));
            return n;
        } catch (IOException e) {
            cancellation.check();
            throw timedOut
                    ? new UpdateFailure(FailureCode.TIMEOUT, "not a byte in " + patience.toSeconds() + " s", e)
                    : new UpdateFailure(FailureCode.NETWORK, "the connection broke: " + e.getMessage(), e);
        } finally {
            watch.cancel(false);
        }
    }

    byte[] readAtMost(int most) throws UpdateFailure {
        var all = new ByteArrayOutputStream();
        var buffer = new byte[BUFFER];
        for (var n = read(buffer, BUFFER); n >= 0; n = read(buffer, BUFFER)) {
            all.write(buffer, 0, n);
            if (all.size() > most) {
                throw new UpdateFailure(FailureCode.NETWORK, "a document longer than " + most + " bytes");
            }
        }
        return all.toByteArray();
    }

    private ScheduledFuture<?> watch() {
        return WATCH.schedule(this::giveUp, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void giveUp() {
        timedOut = true;
        close();
    }

    /** Also wakes a reader that waits: it fails. */
    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            // nothing left to do: the connection is gone either way
        }
    }
}
