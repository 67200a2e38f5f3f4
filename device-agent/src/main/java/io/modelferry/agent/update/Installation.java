package io.modelferry.agent.update;

import io.modelferry.agent.trust.Untrusted;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.protocol.report.FailureCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From an accepted goal to a file that is proven and may be served: everything that waits on a network or a disk. */
final class Installation {

    private static final Logger LOG = LoggerFactory.getLogger(Installation.class);

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

    private final Errand errand;
    private final Ports ports;
    private final Admission admission;
    private final Ledger ledger;

    Installation(Errand errand, Ports ports, Admission admission, Ledger ledger) {
        this.errand = errand;
        this.ports = ports;
        this.admission = admission;
        this.ledger = ledger;
    }

    Errand errand() {
        return errand;
    }

    void cancel() {
        errand.cancellation().request();
    }

    /** Never throws what the machine can survive: whoever waits for the outcome must get one. */
    Outcome run() {
        try {
            return install();
        } catch (UpdateFailure e) {
            return new Outcome.Failed(e.code(), e.detail());
        } catch (Untrusted e) {
            return new Outcome.Failed(e.code(), e.detail());
        } catch (RuntimeException | VirtualMachineError | LinkageError e) {
            LOG.error("update of {} stopped by a bug", errand.model(), e);
            return new Outcome.Failed(FailureCode.INTERNAL, String.valueOf(e));
        }
    }

    private Outcome install() throws UpdateFailure, Untrusted {
        if (slots().runs(errand.wanted().digest())) {
            return new Outcome.Current();
        }
        var admitted = admission.admit(errand);
        refuseIfQuarantined();
        new Obtaining(errand, admission, admitted, ports, slots().active() != null).run();
        errand.cancellation().check();
        admission.requireCurrent(errand.goal());
        if (slots().isProven(errand.wanted().digest())) {
            return new Outcome.ProvenBefore(errand.slot());
        }
        new Proving(errand, ports, ledger).run(admitted.signed());
        errand.cancellation().check();
        return new Outcome.Ready(errand.slot());
    }

    private void refuseIfQuarantined() throws UpdateFailure {
        if (slots().isQuarantined(errand.wanted().digest())) {
            throw new UpdateFailure(
                    FailureCode.QUARANTINED,
                    errand.wanted().digest().brief() + " failed here before and is not loaded again");
        }
    }

    private ModelSlots slots() {
        return ledger.state().slots(errand.model());
    }
}
