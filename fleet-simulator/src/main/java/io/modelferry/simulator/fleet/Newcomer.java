package io.modelferry.simulator.fleet;

import io.modelferry.agent.enrolment.EnrolmentRefused;
import io.modelferry.agent.update.Backoff;
import io.modelferry.simulator.device.VirtualDevice;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A device that is not yet part of the fleet: it waits for its time, then tries until it is let in. */
final class Newcomer {

    private static final Logger LOG = LoggerFactory.getLogger(Newcomer.class);

    /** Enrols and puts a device together; blocks. */
    interface Birth {
        VirtualDevice of(int index) throws EnrolmentRefused, IOException;
    }

    private final int index;
    private final Instant joins;
    private final Backoff backoff;
    private boolean trying;
    private boolean refused;

    Newcomer(int index, Instant joins, Backoff backoff) {
        this.index = index;
        this.joins = joins;
        this.backoff = backoff;
    }

    /** Whether it should try now; true once a try. */
    synchronized boolean takesItsTurn(Instant now) {
        if (trying || refused || now.isBefore(joins) || !backoff.due()) {
            return false;
        }
        trying = true;
        return true;
    }

    /** @return the device, started; failed if it was not let in, and then it tries again later */
    CompletableFuture<VirtualDevice> tryToJoin(Birth birth, Executor executor) {
        return CompletableFuture.supplyAsync(() -> born(birth), executor).whenComplete((_, failure) -> {
            if (failure != null) {
                refused(failure);
            }
        });
    }

    private VirtualDevice born(Birth birth) {
        try {
            var device = birth.of(index);
            device.start();
            return device;
        } catch (EnrolmentRefused | IOException e) {
            throw new NotYet(e);
        }
    }

    /** Whether the server said no, and asking again does not help. */
    synchronized boolean refused() {
        return refused;
    }

    private synchronized void refused(Throwable failure) {
        if (failure.getCause() instanceof NotYet notYet
                && notYet.getCause() instanceof EnrolmentRefused no
                && !no.passes()) {
            refused = true;
            LOG.warn("device {} was refused: {}", index + 1, no.getMessage());
            return;
        }
        var wait = backoff.failed();
        trying = false;
        if (failure.getCause() instanceof NotYet notYet) {
            LOG.warn("device {} has not joined, again in {} ms: {}", index + 1, wait.toMillis(), notYet.getMessage());
        } else {
            LOG.error("device {} has not joined, again in {} ms", index + 1, wait.toMillis(), failure);
        }
    }

    private static final class NotYet extends RuntimeException {
        NotYet(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }
}
