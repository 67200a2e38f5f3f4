package io.modelferry.agent.inference;

import io.modelferry.agent.inference.Sessions.Opened;
import io.modelferry.agent.update.ModelHost.Swap;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How another file comes to answer: beside the one before where both fit in memory, else after it. Callers hold the endpoint,
 * so that swaps of one model come one by one.
 */
final class Swaps {

    private static final Logger LOG = LoggerFactory.getLogger(Swaps.class);
    private static final long NANOS_PER_MICRO = 1000;

    /** How long requests under way may take before a pause is given up. */
    private static final long PAUSE_PATIENCE_MILLIS = 30_000;

    private final Sessions sessions;
    private final InferenceListener listener;

    Swaps(Sessions sessions, InferenceListener listener) {
        this.sessions = sessions;
        this.listener = listener;
    }

    /** @throws UpdateFailure if it did not load, and the one before answers; INTERRUPTED if that one would not end */
    Swap serve(Endpoint endpoint, Slot slot) throws UpdateFailure {
        var shadowed = fromShadow(endpoint, slot);
        if (shadowed != null) {
            return begin(endpoint, slot, shadowed);
        }
        var now = endpoint.described();
        if (now == null || sessions.fitsBeside(now.opened(), slot)) {
            return begin(endpoint, slot, sessions.open(slot));
        }
        endpoint.shadow(null);
        return stopThenLoad(endpoint, now, slot);
    }

    /** The candidate in shadow is loaded and warm: it becomes what answers. */
    private static @Nullable Opened fromShadow(Endpoint endpoint, Slot slot) {
        var lane = endpoint.shadow();
        if (lane == null || !lane.digest().equals(slot.digest())) {
            return null;
        }
        var candidate = lane.lease();
        endpoint.shadow(null);
        return candidate;
    }

    private Swap begin(Endpoint endpoint, Slot slot, Opened opened) {
        listener.swapped(endpoint.model(), slot.digest());
        release(endpoint.serve(new ServedModel(slot, opened, new Tally())));
        return new Swap(
                opened.loadMicros(),
                0,
                opened.provider().name(),
                opened.provider().reason());
    }

    /** It closes now, or when the last request that leased it is answered. */
    static void release(@Nullable ServedModel before) {
        if (before != null) {
            before.session().release();
        }
    }

    /** Two would not fit in memory: requests wait while the one is let go of and the other is loaded. */
    private Swap stopThenLoad(Endpoint endpoint, ServedModel last, Slot next) throws UpdateFailure {
        var began = System.nanoTime();
        LOG.info("pause of {}: two sessions do not fit in memory", endpoint.model());
        endpoint.pause(last);
        last.session().release();
        if (!last.session().awaitClosed(PAUSE_PATIENCE_MILLIS) && last.session().lease()) {
            endpoint.serve(last);
            throw new UpdateFailure(FailureCode.INTERRUPTED, "a request would not end, and two models do not fit");
        }
        try {
            var swap = begin(endpoint, next, sessions.open(next));
            var pause = (System.nanoTime() - began) / NANOS_PER_MICRO;
            LOG.info("{} answers again after {} µs", endpoint.model(), pause);
            return new Swap(swap.loadMicros(), pause, swap.provider(), swap.reason());
        } catch (UpdateFailure | RuntimeException | OutOfMemoryError e) {
            goBack(endpoint, last, e);
            throw e;
        }
    }

    private void goBack(Endpoint endpoint, ServedModel last, Throwable why) {
        try {
            endpoint.serve(new ServedModel(last.slot(), sessions.open(last.slot()), last.tally()));
        } catch (UpdateFailure e) {
            LOG.error("{} answers no longer: {}", endpoint.model(), e.detail());
            endpoint.retire();
            why.addSuppressed(e);
        }
    }

    /** @throws UpdateFailure LOAD_FAILED as well if there is nothing to compare with, or no memory for two */
    Opened openBeside(Endpoint endpoint, Slot candidate) throws UpdateFailure {
        var now = endpoint.described();
        if (now == null) {
            throw new UpdateFailure(FailureCode.LOAD_FAILED, "nothing answers that it could be compared with");
        }
        if (!sessions.fitsBeside(now.opened(), candidate)) {
            throw new UpdateFailure(FailureCode.LOAD_FAILED, "no shadow: two models do not fit in memory");
        }
        return sessions.open(candidate);
    }
}
