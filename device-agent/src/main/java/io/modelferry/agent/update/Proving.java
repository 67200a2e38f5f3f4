package io.modelferry.agent.update;

import io.modelferry.agent.update.ModelSlots.Attempt;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.AcceptanceResult;
import io.modelferry.protocol.trust.Acceptance;
import io.modelferry.protocol.trust.SignedModel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows that the file loads, and passes its acceptance set, before anybody depends on it. */
final class Proving {

    private final Errand errand;
    private final Ports ports;
    private final Ledger ledger;

    Proving(Errand errand, Ports ports, Ledger ledger) {
        this.errand = errand;
        this.ports = ports;
        this.ledger = ledger;
    }

    void run(SignedModel signed) throws UpdateFailure {
        var acceptance = signed.acceptance();
        if (acceptance != null) {
            fetch(acceptance);
        }
        countAttempt(); // durable first: a file that takes the agent down is known at the next boot
        var result = probe(signed);
        if (errand.wanted().probation().shadow() == null) {
            ledger.change(errand.model(), slots -> slots.trying(null));
        } // else the danger is not over: in shadow it runs inside the agent
        errand.journey()
                .probed(
                        result.orElse(null),
                        acceptance == null ? "loaded; no acceptance set" : "acceptance set passed");
    }

    private void fetch(Acceptance acceptance) throws UpdateFailure {
        if (acceptance.lengthBytes() > Acceptance.MAX_BYTES) {
            throw new UpdateFailure(
                    FailureCode.INCOMPATIBLE,
                    "an acceptance set of " + acceptance.lengthBytes() + " bytes is too long");
        }
        if (!ports.blobs().holdsIntact(acceptance.digest())) {
            ports.downloads()
                    .fetch(
                            acceptance.digest(),
                            acceptance.lengthBytes(),
                            errand.wanted().delivery(),
                            errand.cancellation());
        }
    }

    private void countAttempt() throws UpdateFailure {
        ledger.change(errand.model(), slots -> {
            var count = 1 + begunBefore(slots.attempt());
            return slots.trying(Attempt.probing(errand, count));
        });
    }

    private int begunBefore(@Nullable Attempt before) {
        return before != null
                        && before.phase() == Attempt.Phase.PROBE
                        && before.slot().digest().equals(errand.wanted().digest())
                ? before.count()
                : 0;
    }

    private Optional<AcceptanceResult> probe(SignedModel signed) throws UpdateFailure {
        try {
            return ports.host().probe(new ModelHost.Candidate(errand.model(), signed, errand.cancellation()));
        } catch (UpdateFailure e) {
            var strikes = e.code().remedy() == FailureCode.Remedy.REFUSE ? 1 : 0;
            ledger.change(
                    errand.model(),
                    slots ->
                            (strikes == 0 ? slots : slots.struck(errand.wanted().digest(), strikes)).trying(null));
            throw e;
        }
    }
}
