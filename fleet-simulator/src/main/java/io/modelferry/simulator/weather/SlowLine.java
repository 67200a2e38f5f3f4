package io.modelferry.simulator.weather;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Downloads;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.report.FailureCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stretches downloads to the pace of a slow line: the bytes come as fast as they come, then the rest of the time that the line
 * would have taken is waited out. A newer goal ends the wait at once, as it would end the transfer.
 */
public final class SlowLine implements Downloads {

    private static final long BITS_PER_BYTE = 8;

    private final Downloads line;
    private final int kbps;

    /** @param kbps kilobits a second, at least 1 */
    public SlowLine(Downloads line, int kbps) {
        this.line = line;
        this.kbps = kbps;
    }

    @Override
    public long fetch(ArtifactDigest digest, long lengthBytes, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure {
        var began = System.nanoTime();
        var bytes = line.fetch(digest, lengthBytes, policy, cancellation);
        var spent = Duration.ofNanos(System.nanoTime() - began);
        waitOut(takes(bytes).minus(spent), cancellation);
        return bytes;
    }

    @Override
    public Optional<byte[]> metadata(String file, int mostBytes, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure {
        return line.metadata(file, mostBytes, policy, cancellation);
    }

    /** How long the line takes for so many bytes. */
    Duration takes(long bytes) {
        return Duration.ofMillis(bytes * BITS_PER_BYTE / kbps); // bits by kilobits a second are milliseconds
    }

    private static void waitOut(Duration rest, Cancellation cancellation) throws UpdateFailure {
        if (!rest.isPositive()) {
            return;
        }
        var cancelled = new CountDownLatch(1);
        cancellation.onRequest(cancelled::countDown);
        try {
            if (cancelled.await(rest.toMillis(), TimeUnit.MILLISECONDS)) {
                cancellation.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpdateFailure(FailureCode.INTERRUPTED, "download stopped");
        }
    }
}
