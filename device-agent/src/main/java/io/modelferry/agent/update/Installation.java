package io.modelferry.agent.update;

import io.modelferry.agent.trust.TrustedGoals;
import io.modelferry.agent.trust.Untrusted;
import io.modelferry.agent.update.ModelSlots.Attempt;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.UpdateLife.Event;
import io.modelferry.protocol.goal.DeltaOffer;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.VersionList.Acceptance;
import io.modelferry.protocol.trust.VersionList.SignedModel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From an accepted goal to a file that is proven and may be served: everything that waits on a network or a disk. */
final class Installation {

    private static final Logger LOG = LoggerFactory.getLogger(Installation.class);
    private static final int DELTA_TRIES = 2;

    /** How it ended. */
    sealed interface Outcome {

        /** Nothing to do: it runs. */
        record Current() implements Outcome {}

        /** Confirmed here before: it may serve without probation. */
        record ProvenBefore(Slot slot) implements Outcome {}

        /** It passed the probe and may go on trial. */
        record Ready(Slot slot) implements Outcome {}

        record Failed(FailureCode code, String detail) implements Outcome {}
    }

    private final DesiredState goal;
    private final DesiredModel wanted;
    private final Slot slot;
    private final Journey journey;
    private final Ports ports;
    private final TrustedGoals trust;
    private final HeldVersions versions;
    private final Ledger ledger;
    private final Cancellation cancellation = new Cancellation();

    Installation(
            DesiredState goal,
            DesiredModel wanted,
            Journey journey,
            Ports ports,
            TrustedGoals trust,
            HeldVersions versions,
            Ledger ledger) {
        this.goal = goal;
        this.wanted = wanted;
        this.slot = new Slot(wanted.digest(), wanted.version(), wanted.variant());
        this.journey = journey;
        this.ports = ports;
        this.trust = trust;
        this.versions = versions;
        this.ledger = ledger;
    }

    DesiredState goal() {
        return goal;
    }

    DesiredModel wanted() {
        return wanted;
    }

    Journey journey() {
        return journey;
    }

    void cancel() {
        cancellation.request();
    }

    Outcome run() {
        try {
            return install();
        } catch (UpdateFailure e) {
            return new Outcome.Failed(e.code(), e.detail());
        } catch (Untrusted e) {
            return new Outcome.Failed(e.code(), e.detail());
        } catch (RuntimeException e) {
            LOG.error("update of {} stopped by a bug", wanted.model(), e);
            return new Outcome.Failed(FailureCode.INTERNAL, String.valueOf(e));
        }
    }

    private Outcome install() throws UpdateFailure, Untrusted {
        if (slots().runs(wanted.digest())) {
            return new Outcome.Current();
        }
        var signed = admit();
        refuseIfQuarantined();
        obtain(signed);
        cancellation.check();
        trust.requireCurrent(goal, ports.clock().instant());
        if (slots().isProven(wanted.digest())) {
            return new Outcome.ProvenBefore(slot);
        }
        prove(signed);
        cancellation.check();
        return new Outcome.Ready(slot);
    }

    private SignedModel admit() throws UpdateFailure, Untrusted {
        trust.requireCurrent(goal, ports.clock().instant());
        var list = versions.atLeast(goal.versionList(), wanted.delivery(), cancellation);
        return trust.admit(wanted, list, ports.clock().instant());
    }

    private void refuseIfQuarantined() throws UpdateFailure {
        if (slots().isQuarantined(wanted.digest())) {
            throw new UpdateFailure(
                    FailureCode.QUARANTINED, wanted.digest().brief() + " failed here before and is not loaded again");
        }
    }

    private void obtain(SignedModel signed) throws UpdateFailure {
        if (ports.blobs().holdsIntact(wanted.digest())) {
            journey.step(Event.FILE_HELD, "already in the store");
            return;
        }
        journey.step(Event.BYTES_NEEDED, wanted.deltas().size() + " deltas offered");
        var offer = usableDelta();
        if (offer != null && patched(offer, signed)) {
            return;
        }
        if (offer == null && !wanted.deltas().isEmpty() && slots().active() != null) {
            fallBack(signed, FailureCode.BASE_MISMATCH, "no offered delta starts from a file held here");
        }
        fetchFull(signed);
    }

    private @Nullable DeltaOffer usableDelta() throws UpdateFailure {
        for (var offer : wanted.deltas()) {
            if (ports.blobs().holdsIntact(offer.base())) {
                return offer;
            }
        }
        return null;
    }

    /** @return false if the delta did not serve and the full file may be fetched */
    private boolean patched(DeltaOffer offer, SignedModel signed) throws UpdateFailure {
        try {
            fetchDelta(offer);
            journey.step(Event.DELTA_ARRIVED, offer.lengthBytes() + " bytes of delta");
            cancellation.check();
            ports.blobs().patch(offer.base(), offer.delta(), wanted.digest(), signed.lengthBytes(), cancellation);
            journey.step(Event.PATCHED, "patched from " + offer.base().brief());
            return true;
        } catch (UpdateFailure e) {
            if (!deltaIsToBlame(e.code())) {
                throw e;
            }
            fallBack(signed, e.code(), e.detail());
            return false;
        }
    }

    private void fetchDelta(DeltaOffer offer) throws UpdateFailure {
        for (var tries = 1; ; tries++) {
            try {
                journey.receivedDelta(
                        ports.downloads().fetch(offer.delta(), offer.lengthBytes(), wanted.delivery(), cancellation));
                return;
            } catch (UpdateFailure e) {
                if (e.code() != FailureCode.DIGEST_MISMATCH || tries == DELTA_TRIES) {
                    throw e;
                }
            }
        }
    }

    private static boolean deltaIsToBlame(FailureCode code) {
        return code.remedy() == FailureCode.Remedy.FULL_DOWNLOAD || code == FailureCode.DIGEST_MISMATCH;
    }

    private void fallBack(SignedModel signed, FailureCode code, String detail) throws UpdateFailure {
        if (!wanted.delivery().allowsFallbackOf(signed.lengthBytes())) {
            throw new UpdateFailure(
                    FailureCode.FALLBACK_FORBIDDEN,
                    "%s, and policy forbids the full %d bytes: %s".formatted(code, signed.lengthBytes(), detail));
        }
        journey.fellBack();
        journey.step(Event.FELL_BACK, code + ": " + detail);
    }

    private void fetchFull(SignedModel signed) throws UpdateFailure {
        journey.receivedFull(
                ports.downloads().fetch(wanted.digest(), signed.lengthBytes(), wanted.delivery(), cancellation));
        journey.step(Event.FILE_ARRIVED, signed.lengthBytes() + " bytes of model");
    }

    private void prove(SignedModel signed) throws UpdateFailure {
        var acceptance = signed.acceptance();
        if (acceptance != null) {
            fetchAcceptance(acceptance);
        }
        countAttempt(); // durable first: a file that takes the agent down is known at the next boot
        try {
            ports.host().probe(new ModelHost.Candidate(wanted.model(), signed, cancellation));
        } catch (UpdateFailure e) {
            var strike = e.code().remedy() == FailureCode.Remedy.REFUSE ? 1 : 0;
            ledger.change(
                    wanted.model(),
                    slots -> (strike == 0 ? slots : slots.struck(wanted.digest(), strike)).trying(null));
            throw e;
        }
        ledger.change(wanted.model(), slots -> slots.trying(null));
        journey.step(Event.PROBE_PASSED, acceptance == null ? "loaded; no acceptance set" : "acceptance set passed");
    }

    private void fetchAcceptance(Acceptance acceptance) throws UpdateFailure {
        if (acceptance.lengthBytes() > Acceptance.MAX_BYTES) {
            throw new UpdateFailure(
                    FailureCode.INCOMPATIBLE,
                    "an acceptance set of " + acceptance.lengthBytes() + " bytes is too long");
        }
        if (!ports.blobs().holdsIntact(acceptance.digest())) {
            ports.downloads().fetch(acceptance.digest(), acceptance.lengthBytes(), wanted.delivery(), cancellation);
        }
    }

    private void countAttempt() throws UpdateFailure {
        ledger.change(wanted.model(), slots -> {
            var count = 1 + begunBefore(slots.attempt());
            return slots.trying(new Attempt(slot, Attempt.Phase.PROBE, count, goal.generation(), wanted.probation()));
        });
    }

    private int begunBefore(@Nullable Attempt before) {
        return before != null
                        && before.phase() == Attempt.Phase.PROBE
                        && before.slot().digest().equals(wanted.digest())
                ? before.count()
                : 0;
    }

    private ModelSlots slots() {
        return ledger.state().slots(wanted.model());
    }
}
