package io.modelferry.agent.update;

import io.modelferry.agent.trust.SignedTargets;
import io.modelferry.agent.trust.TrustedGoals;
import io.modelferry.agent.trust.Untrusted;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.report.FailureCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens goals with the keys that current metadata name. Where the device holds none that are current, or a goal is by a key that they do
 * not name, the newest goal waits while the metadata are refreshed: the key may have been rotated. What it waits for, and what is refused
 * for good, the server is told ({@link UnbegunGoals}). All but the refresh itself runs on the engine's turn.
 */
final class Reception {

    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    /** @param says what it claims to be: unproven */
    private record Claim(byte[] envelope, DesiredState says) {}

    private final TrustedGoals trust;
    private final Ports ports;
    private final Ledger ledger;
    private final ProvenTime time;
    private final Mailbox mailbox;
    private final Acceptance acceptance;
    private final UnbegunGoals unbegun;
    private Backoff backoff;
    private @Nullable Claim waiting;
    private byte @Nullable [] tooLate;
    private @Nullable Cancellation asking;

    /** Takes a goal that is believed. */
    interface Acceptance {
        void accept(DesiredState goal) throws UpdateFailure;
    }

    Reception(TrustedGoals trust, Ports ports, Ledger ledger, ProvenTime time, Mailbox mailbox, Acceptance acceptance) {
        this.trust = trust;
        this.ports = ports;
        this.ledger = ledger;
        this.time = time;
        this.mailbox = mailbox;
        this.acceptance = acceptance;
        this.unbegun = new UnbegunGoals(ports.events(), ledger, ports.ticks());
        this.backoff = patience();
    }

    private Backoff patience() {
        return new Backoff(ports.retry(), ports.random(), ports.ticks());
    }

    /** @param envelope as it came */
    void consider(byte[] envelope) {
        trust.claimed(envelope, ledger.state().generation()).ifPresent(says -> consider(new Claim(envelope, says)));
    }

    private void consider(Claim claim) {
        try {
            var held = ports.repository().held().filter(targets -> targets.isCurrent(time.instant()));
            if (held.isEmpty() || !opened(claim.envelope(), held.get())) {
                waitFor(claim);
            }
        } catch (Untrusted e) {
            refuse(claim, e);
        }
    }

    /** @return false if no key that the targets name has signed it */
    private boolean opened(byte[] envelope, SignedTargets targets) throws Untrusted {
        Optional<DesiredState> newer;
        try {
            newer = trust.newer(envelope, targets.goalKeys(), ledger.state().generation(), time.instant());
        } catch (Untrusted e) {
            if (e.code() == FailureCode.BAD_SIGNATURE) {
                return false;
            }
            throw e;
        }
        if (newer.isPresent()) {
            accept(newer.get());
        }
        return true;
    }

    private void accept(DesiredState goal) {
        try {
            acceptance.accept(goal);
            waiting = null;
            tooLate = null;
            backoff = patience();
        } catch (UpdateFailure e) {
            LOG.warn("goal not accepted yet: {} {}", e.code(), e.detail());
        }
    }

    private void refuse(Claim claim, Untrusted e) {
        LOG.warn("goal refused: {} {}", e.code(), e.detail());
        tooLate = e.code() == FailureCode.GOAL_EXPIRED ? claim.envelope() : tooLate;
        unbegun.refused(claim.says(), e);
    }

    private void waitFor(Claim claim) {
        waiting = claim;
        look();
    }

    /** Time has passed. */
    void look() {
        if (waiting != null && asking == null && backoff.due()) {
            backoff.failed(); // whatever comes of it, the next time is no sooner
            var cancellation = new Cancellation();
            asking = cancellation;
            ports.executor().execute(() -> ask(cancellation));
        }
    }

    private void ask(Cancellation cancellation) {
        @Nullable SignedTargets fresh = null;
        @Nullable UpdateFailure failure = null;
        try {
            fresh = ports.repository().refreshed(time.instant(), DeliveryPolicy.DEFAULT, cancellation);
            time.saw(fresh);
        } catch (UpdateFailure e) {
            LOG.warn("a goal waits for metadata: {} {}", e.code(), e.detail());
            failure = e;
        } finally {
            var came = fresh;
            var why = failure;
            mailbox.post(() -> asked(came, why));
        }
    }

    private void asked(@Nullable SignedTargets fresh, @Nullable UpdateFailure failure) {
        asking = null;
        var claim = waiting;
        if (claim == null) {
            return;
        }
        if (failure != null) {
            unbegun.waits(claim.says(), failure);
        }
        if (fresh == null) {
            return;
        }
        waiting = null;
        try {
            if (!opened(claim.envelope(), fresh)) {
                refuse(claim, signedByNobody(fresh));
            }
        } catch (Untrusted e) {
            refuse(claim, e);
        }
    }

    private static Untrusted signedByNobody(SignedTargets fresh) {
        return new Untrusted(
                FailureCode.BAD_SIGNATURE, "no key that targets %d name has signed it".formatted(fresh.version()));
    }

    /** The clock was set: what it called too late may not be. */
    void lookAgain() {
        var goal = tooLate;
        tooLate = null;
        hurry();
        if (goal != null) {
            consider(goal);
        }
    }

    /** The world changed: what waits need not wait any longer. */
    void hurry() {
        backoff.hurry();
        look();
    }

    boolean idle() {
        return waiting == null;
    }

    void close() {
        if (asking != null) {
            asking.request();
        }
    }
}
