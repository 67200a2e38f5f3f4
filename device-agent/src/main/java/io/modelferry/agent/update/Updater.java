package io.modelferry.agent.update;

import io.modelferry.agent.trust.TrustedGoals;
import io.modelferry.agent.update.Installation.Outcome;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.Reported.RunningModel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a device towards its goal and never away from a working model. Give it goals ({@link #offer}) and time
 * ({@link #tick}); it tells what happened through {@link EventLog}. All its decisions are taken one after another; only
 * {@link Installation}s, one at a time, run beside them.
 */
public final class Updater implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Updater.class);
    private static final long ORDERLY_SECONDS = 5;

    private final Ports ports;
    private final Runnable onChange;
    private final Ledger ledger;
    private final ProvenTime time;
    private final Reception reception;
    private final Admission admission;
    private final Errands errands;
    private final HeldBack heldBack;
    private final Trials trials;
    private final Conclusions conclusions;
    private final Boot boot;
    private final Mailbox mailbox;
    private @Nullable Installation running;
    private boolean closed;
    private volatile boolean quiet;

    /** @param onChange told after anything in {@link #models} or {@link #generation} changed; must not block */
    public Updater(Ports ports, TrustedGoals trust, Runnable onChange) {
        this.ports = ports;
        this.onChange = onChange;
        this.ledger = new Ledger(ports.slots());
        this.time = new ProvenTime(ports.clock(), ports.ticks());
        this.admission = new Admission(trust, ports.repository(), time);
        this.errands = new Errands(ports);
        this.heldBack = new HeldBack(ports, ledger, time);
        this.trials = new Trials(ledger, ports);
        this.conclusions = new Conclusions(ports, ledger, admission, errands, heldBack, trials, onChange);
        this.boot = new Boot(ledger, ports, trials);
        this.mailbox = new Mailbox(ports.executor());
        this.reception = new Reception(trust, ports, ledger, time, mailbox, this::accept);
    }

    /**
     * Serves what the state file says, then goes on with the goal it holds, and with what was offered meanwhile. Returns once every
     * model answers.
     */
    public void start() {
        var goal = ledger.state().goal();
        if (goal != null) {
            time.saw(goal.issuedAt());
        }
        boot.run();
        mailbox.open();
        mailbox.post(() -> {
            ports.repository().held().ifPresent(time::saw);
            conclusions.tidyAfterBoot();
            converge();
        });
    }

    /** @param envelope a signed goal, from any road; checked here */
    public void offer(byte[] envelope) {
        mailbox.post(() -> reception.consider(envelope));
    }

    /** Time has passed. */
    public void tick() {
        mailbox.post(() -> {
            if (time.jumped()) {
                lookAgainAtWhatExpired();
            }
            boot.lookAgain();
            reception.look();
            conclusions.look();
            converge();
            quiet = isQuiet();
        });
    }

    /** As of the last {@link #tick}: whether nothing is under way and nothing is waited for, so that time may pass less often. */
    public boolean quiet() {
        return quiet;
    }

    private boolean isQuiet() {
        var goal = ledger.state().goal();
        return running == null
                && reception.idle()
                && trials.none()
                && (goal == null || goal.models().stream().allMatch(wanted -> settled(goal, wanted)));
    }

    private boolean settled(DesiredState goal, DesiredModel wanted) {
        return ledger.state().slots(wanted.model()).settled() >= goal.generation();
    }

    /** A connection came up: what waits for one need not wait any longer. */
    public void hurry() {
        mailbox.post(() -> {
            errands.hurry();
            reception.hurry();
            converge();
        });
    }

    public long generation() {
        return ledger.state().generation();
    }

    /** What runs now, trial included. */
    public List<RunningModel> models() {
        return ledger.state().models().stream().map(ModelSlots::running).toList();
    }

    private void accept(DesiredState goal) throws UpdateFailure {
        quiet = false;
        LOG.info("goal {} accepted, {} models", goal.generation(), goal.models().size());
        ledger.change(state -> state.accepting(goal));
        time.saw(goal.issuedAt());
        conclusions.newGoal();
        errands.forgetFailures();
        if (running != null) {
            running.cancel();
        }
        heldBack.letGoOfAll();
        errands.leaveAllBut(running == null ? null : running.errand(), ledger.state());
        trials.supersededBy(goal);
        onChange.run();
        converge();
    }

    /** The clock was set: what it called too late may not be. */
    private void lookAgainAtWhatExpired() {
        LOG.warn("the clock was set; now {}", time.instant());
        conclusions.reopenWhatExpired();
        reception.lookAgain();
    }

    private void converge() {
        var goal = ledger.state().goal();
        if (goal == null || running != null || closed) {
            return;
        }
        for (var wanted : goal.models()) {
            if (isDue(goal, wanted)) {
                install(goal, wanted);
                return;
            }
        }
    }

    private boolean isDue(DesiredState goal, DesiredModel wanted) {
        var model = wanted.model();
        if (wanted.isPaused() || settled(goal, wanted) || trials.serves(model) || heldBack.holds(model)) {
            return false;
        }
        if (!ports.events().hasRoom()) {
            LOG.debug("update of {} waits: too many events are unsent", model);
            return false;
        }
        return errands.due(model);
    }

    private void install(DesiredState goal, DesiredModel wanted) {
        var installation = new Installation(errands.begin(goal, wanted), ports, admission, ledger);
        running = installation;
        ports.executor().execute(() -> runToItsEnd(installation));
    }

    private void runToItsEnd(Installation installation) {
        Outcome outcome = new Outcome.Failed(FailureCode.INTERNAL, "its thread died");
        try {
            outcome = installation.run();
        } finally {
            var end = outcome;
            mailbox.post(() -> finished(installation, end));
        }
    }

    private void finished(Installation installation, Outcome outcome) {
        running = null;
        if (closed) {
            return;
        }
        var errand = installation.errand();
        if (errand.goal().generation() == generation()) {
            conclusions.conclude(errand, outcome);
        } else {
            errands.leave(errand.model(), errand.journey(), ledger.state());
        }
        converge();
    }

    /** Lets go in order: nothing new begins, a trial is not blamed for the stop. Models answer until their host stops. */
    @Override
    public void close() {
        var done = new CountDownLatch(1);
        mailbox.post(() -> {
            closed = true;
            if (running != null) {
                running.cancel();
            }
            reception.close();
            heldBack.letGoOfAll();
            trials.forgiveAll();
            done.countDown();
        });
        try {
            if (!done.await(ORDERLY_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a step was still under way; the next start takes it up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
