package io.modelferry.control.rollout;

import io.modelferry.control.rollout.DeploymentTransitions.Attempt;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.MetadataWait;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far one device is with one rollout, as its own events tell it: one row of {@link DeploymentTransitions} after the other. The states are
 * a lattice: within an attempt they only rise, and a late lower event is history. An attempt has one end; what a device reports after that
 * end is a new attempt, except that a confirmed device can only fall.
 *
 * @param digest what the rollout wants it to run
 * @param last the newest event that was applied; null before the first
 * @param metadataWait why it still waits for signed metadata, in the words of {@code detail}; null if it does not
 */
record Deployment(
        ArtifactDigest digest,
        UpdateState state,
        int attempt,
        @Nullable FailureCode failure,
        String detail,
        Transfer transfer,
        @Nullable Mark last,
        @Nullable MetadataWait metadataWait) {

    /** Where an event stands in a device's life. */
    record Mark(UUID boot, long seq, Instant at) {

        static Mark of(UpdateEvent event) {
            return new Mark(event.boot(), event.seq(), event.at());
        }

        /** By number within a boot; between boots by the device's clock, which is all there is. */
        boolean before(Mark other) {
            return boot.equals(other.boot) ? seq < other.seq : at.isBefore(other.at);
        }
    }

    static Deployment assigned(ArtifactDigest digest) {
        return new Deployment(digest, UpdateState.ASSIGNED, 1, null, "", Transfer.NONE, null, null);
    }

    /** The device attested the digest before anybody asked for it. */
    static Deployment alreadyCurrent(ArtifactDigest digest) {
        return new Deployment(
                digest, UpdateState.CONFIRMED, 1, null, "it ran this digest already", Transfer.NONE, null, null);
    }

    /** What follows from an event about {@link #digest}; this very deployment if it is history only. */
    Deployment after(UpdateEvent event) {
        var mark = Mark.of(event);
        return DeploymentTransitions.next(state, event.state())
                .filter(inAttempt -> inAttempt == Attempt.SAME || last == null || last.before(mark))
                .map(inAttempt -> moved(event, mark, inAttempt == Attempt.SAME ? attempt : attempt + 1))
                .orElseGet(() -> state.terminal() ? withCost(event) : stayed(event));
    }

    /** What follows from an event about the goal that sends it back: that is another update, at costs of its own. */
    Deployment onItsWayBack(UpdateEvent event) {
        return aboutMetadata(event) ? told(event) : this;
    }

    /** Waiting for metadata is no state, nor is its end: the newest word about it counts wherever the device is. */
    private boolean aboutMetadata(UpdateEvent event) {
        return (metadataWait != null || event.metadataWait() != null) && (last == null || last.before(Mark.of(event)));
    }

    private Deployment told(UpdateEvent event) {
        return new Deployment(
                digest, state, attempt, failure, event.detail(), transfer, Mark.of(event), event.metadataWait());
    }

    private Deployment stayed(UpdateEvent event) {
        return (aboutMetadata(event) ? told(event) : this).withCost(event);
    }

    /** Whether anything is different but what it waits for. */
    boolean movedSince(Deployment before) {
        return state != before.state || attempt != before.attempt || !transfer.equals(before.transfer);
    }

    private Deployment moved(UpdateEvent event, Mark mark, int inAttempt) {
        return new Deployment(
                digest,
                event.state(),
                inAttempt,
                event.failure(),
                event.detail(),
                cost(event.transfer()),
                newer(mark),
                event.metadataWait());
    }

    private Deployment withCost(UpdateEvent event) {
        var cost = cost(event.transfer());
        return cost.equals(transfer)
                ? this
                : new Deployment(digest, state, attempt, failure, detail, cost, last, metadataWait);
    }

    /** Transfers are sums over the update so far, so the largest is the newest. */
    private Transfer cost(Transfer told) {
        return new Transfer(
                Math.max(transfer.deltaBytes(), told.deltaBytes()),
                Math.max(transfer.fullBytes(), told.fullBytes()),
                transfer.fallback() || told.fallback());
    }

    private Mark newer(Mark mark) {
        return last == null || last.before(mark) ? mark : last;
    }
}
