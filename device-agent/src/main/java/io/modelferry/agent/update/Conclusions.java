package io.modelferry.agent.update;

import io.modelferry.agent.trust.Untrusted;
import io.modelferry.agent.update.Installation.Outcome;
import io.modelferry.agent.update.UpdateLife.Event;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.report.FailureCode;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows from how an installation, a shadow time or a trial ended. */
final class Conclusions {

    private static final Logger LOG = LoggerFactory.getLogger(Conclusions.class);

    private final Ports ports;
    private final Ledger ledger;
    private final Admission admission;
    private final Errands errands;
    private final HeldBack heldBack;
    private final Trials trials;
    private final Housekeeping housekeeping;
    private final Runnable onChange;
    private final Set<ModelName> expired = new HashSet<>();

    Conclusions(
            Ports ports,
            Ledger ledger,
            Admission admission,
            Errands errands,
            HeldBack heldBack,
            Trials trials,
            Runnable onChange) {
        this.ports = ports;
        this.ledger = ledger;
        this.admission = admission;
        this.errands = errands;
        this.heldBack = heldBack;
        this.trials = trials;
        this.housekeeping = new Housekeeping(ports, ledger, admission);
        this.onChange = onChange;
    }

    void conclude(Errand errand, Outcome outcome) {
        try {
            switch (outcome) {
                case Outcome.Current() -> {
                    errand.journey().step(Event.ALREADY_RUNNING, "runs already");
                    settle(errand);
                }
                case Outcome.ProvenBefore(var slot) -> {
                    ports.host().serve(errand.model(), slot);
                    ledger.learn(errand.model(), slots -> slots.confirmed(slot));
                    errand.journey().step(Event.PROVEN_BEFORE, "confirmed here before");
                    settle(errand);
                }
                case Outcome.Ready _ -> {
                    heldBack.take(errand);
                    heldBack.release().forEach(this::released);
                }
                case Outcome.Failed(var code, var detail) -> failed(errand, code, detail);
            }
        } catch (UpdateFailure e) {
            failed(errand, e.code(), e.detail());
        }
    }

    /** Time has passed. */
    void look() {
        if (trials.judge()) {
            tidy();
            onChange.run();
        }
        heldBack.release().forEach(this::released);
    }

    private void released(HeldBack.Release release) {
        var errand = release.errand();
        try {
            switch (release) {
                case HeldBack.Release.Begin _ -> beginTrial(errand);
                case HeldBack.Release.GiveUp gaveUp -> {
                    ledger.change(
                            errand.model(),
                            slots -> slots.struck(errand.wanted().digest(), 1).trying(null));
                    failed(errand, gaveUp.code(), gaveUp.detail());
                }
            }
        } catch (Untrusted e) {
            failed(errand, e.code(), e.detail());
        } catch (UpdateFailure e) {
            failed(errand, e.code(), e.detail());
        } finally {
            ports.host().endShadow(errand.model()); // where it did not become what serves
        }
    }

    private void beginTrial(Errand errand) throws UpdateFailure, Untrusted {
        admission.requireCurrent(errand.goal());
        trials.begin(errand);
        errands.ended(errand.model());
        onChange.run();
    }

    private void failed(Errand errand, FailureCode code, String detail) {
        if (code == FailureCode.DISK_LOW) {
            housekeeping.tidy(false);
        }
        if (errands.mayTryAgain(errand.model(), code) || mayHaveBeenTheMachine(errand, code)) {
            errands.tryAgain(errand, code, detail);
            return;
        }
        if (code == FailureCode.GOAL_EXPIRED) {
            expired.add(errand.model());
        }
        errand.journey().end(Event.GAVE_UP, code, detail);
        try {
            settle(errand);
        } catch (UpdateFailure e) {
            LOG.warn("{}: its end could not be saved: {}", errand.model(), e.detail());
            errands.ended(errand.model());
            errands.rest(errand.model());
        }
    }

    /** One crash can be for want of memory, or the system's; the second is held against the file. */
    private boolean mayHaveBeenTheMachine(Errand errand, FailureCode code) {
        return code == FailureCode.PROBE_CRASHED
                && !ledger.state()
                        .slots(errand.model())
                        .isQuarantined(errand.wanted().digest());
    }

    /** After the last event, so that a power cut between the two tells it again rather than never. */
    private void settle(Errand errand) throws UpdateFailure {
        errands.ended(errand.model());
        ledger.change(errand.model(), slots -> slots.settledAt(errand.goal().generation()));
        tidy();
        onChange.run();
    }

    private void tidy() {
        housekeeping.tidy(!errands.none());
    }

    /** The last process may have ended before it tidied. Without a goal nobody knows yet what is still wanted. */
    void tidyAfterBoot() {
        var goal = ledger.state().goal();
        if (goal != null) {
            housekeeping.tidy(goal.models().stream()
                    .anyMatch(wanted -> ledger.state().slots(wanted.model()).settled() < goal.generation()));
        }
    }

    void newGoal() {
        expired.clear();
    }

    /** The clock was set: what ended for being too late begins again. */
    void reopenWhatExpired() {
        expired.forEach(model -> ledger.learn(model, ModelSlots::unsettled));
        expired.clear();
    }
}
