package io.modelferry.agent.update;

import io.modelferry.agent.trust.TrustedGoals;
import io.modelferry.agent.trust.Untrusted;
import io.modelferry.agent.update.Installation.Outcome;
import io.modelferry.agent.update.ModelSlots.Attempt;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.UpdateLife.Event;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.Reported.RunningModel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    /** A file whose bytes are wrong so often is wrong at its source. */
    private static final int WRONG_BYTES_AT_MOST = 3;

    private static final long ORDERLY_SECONDS = 5;

    private final Ports ports;
    private final TrustedGoals trust;
    private final Runnable onChange;
    private final Ledger ledger;
    private final HeldVersions versions;
    private final Trials trials;
    private final Mailbox mailbox;
    private final Map<ModelName, Journey> journeys = new HashMap<>();
    private final Map<ModelName, Backoff> backoffs = new HashMap<>();
    private @Nullable Installation running;
    private boolean closed;

    /** @param onChange told after anything in {@link #models} or {@link #generation} changed; must not block */
    public Updater(Ports ports, TrustedGoals trust, Runnable onChange) {
        this.ports = ports;
        this.trust = trust;
        this.onChange = onChange;
        this.ledger = new Ledger(ports.slots());
        this.versions = new HeldVersions(trust, ledger, ports);
        this.trials = new Trials(ledger, ports);
        this.mailbox = new Mailbox(ports.executor());
    }

    /** Serves what the state file says, then goes on with the goal it holds. Returns once every model answers. */
    public void start() {
        new Boot(ledger, ports, trials).run();
        mailbox.post(this::converge);
    }

    /** @param envelope a signed goal, from any road; checked here */
    public void offer(byte[] envelope) {
        mailbox.post(() -> consider(envelope));
    }

    /** Time has passed. */
    public void tick() {
        mailbox.post(() -> {
            if (trials.judge(ports.clock().instant())) {
                tidy();
                onChange.run();
            }
            converge();
        });
    }

    /** A connection came up: what waits for one need not wait any longer. */
    public void hurry() {
        mailbox.post(() -> {
            backoffs.values().forEach(Backoff::hurry);
            converge();
        });
    }

    public long generation() {
        return ledger.state().generation();
    }

    /** What runs now, trial included. */
    public List<RunningModel> models() {
        return ledger.state().models().stream().map(Updater::running).toList();
    }

    private static RunningModel running(ModelSlots slots) {
        var trial = slots.trial();
        var active = slots.active();
        var now = trial != null ? trial.slot() : active;
        var before = trial != null ? active : slots.previous();
        return new RunningModel(
                slots.model(),
                now == null ? null : now.digest(),
                before == null ? null : before.digest(),
                slots.quarantined());
    }

    private void consider(byte[] envelope) {
        try {
            var newer = trust.newer(envelope, generation(), ports.clock().instant());
            if (newer.isPresent()) {
                accept(newer.get());
            }
        } catch (Untrusted e) {
            LOG.warn("goal refused: {} {}", e.code(), e.detail());
        } catch (UpdateFailure e) {
            LOG.warn("goal not accepted yet: {} {}", e.code(), e.detail());
        }
    }

    private void accept(DesiredState goal) throws UpdateFailure {
        LOG.info("goal {} accepted, {} models", goal.generation(), goal.models().size());
        ledger.change(state -> state.accepting(goal));
        backoffs.clear();
        if (running != null) {
            running.cancel();
        }
        leaveWaitingErrands();
        trials.supersededBy(goal);
        onChange.run();
        converge();
    }

    /** Those that wait for another attempt; the one under way is left when it has stopped. */
    private void leaveWaitingErrands() {
        for (var waiting : Map.copyOf(journeys).entrySet()) {
            if (running == null || running.journey() != waiting.getValue()) {
                leave(waiting.getKey(), waiting.getValue());
            }
        }
    }

    /** The same file wanted again is the same errand: only another one makes the old end. */
    private void leave(ModelName model, Journey old) {
        journeys.remove(model);
        var wanted = ledger.state().wanted(model);
        if (wanted == null || !wanted.digest().equals(old.digest())) {
            old.end(Event.GAVE_UP, FailureCode.INTERRUPTED, "a newer goal");
        }
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
        if (ledger.state().slots(model).settled() >= goal.generation() || trials.serves(model)) {
            return false;
        }
        if (!ports.events().hasRoom()) {
            LOG.debug("update of {} waits: too many events are unsent", model);
            return false;
        }
        return backoff(model).due(ports.clock().instant());
    }

    private void install(DesiredState goal, DesiredModel wanted) {
        var journey =
                journeys.computeIfAbsent(wanted.model(), _ -> Journey.begin(ports.events(), goal.generation(), wanted));
        var installation = new Installation(goal, wanted, journey, ports, trust, versions, ledger);
        running = installation;
        ports.executor().execute(() -> {
            var outcome = installation.run();
            mailbox.post(() -> finished(installation, outcome));
        });
    }

    private void finished(Installation installation, Outcome outcome) {
        running = null;
        if (closed) {
            return;
        }
        try {
            if (installation.goal().generation() == generation()) {
                conclude(installation, outcome);
            } else {
                leave(installation.wanted().model(), installation.journey());
            }
        } catch (UpdateFailure e) {
            failed(installation, e.code(), e.detail());
        }
        converge();
    }

    private void conclude(Installation installation, Outcome outcome) throws UpdateFailure {
        switch (outcome) {
            case Outcome.Current() -> {
                installation.journey().step(Event.ALREADY_RUNNING, "runs already");
                settle(installation);
            }
            case Outcome.ProvenBefore(var slot) -> {
                ports.host().serve(installation.wanted().model(), slot);
                ledger.change(installation.wanted().model(), slots -> slots.confirmed(slot));
                installation.journey().step(Event.PROVEN_BEFORE, "confirmed here before");
                settle(installation);
            }
            case Outcome.Ready(var slot) -> beginTrial(installation, slot);
            case Outcome.Failed(var code, var detail) -> failed(installation, code, detail);
        }
    }

    private void beginTrial(Installation installation, Slot slot) throws UpdateFailure {
        var wanted = installation.wanted();
        var attempt =
                new Attempt(slot, Attempt.Phase.TRIAL, 1, installation.goal().generation(), wanted.probation());
        trials.begin(installation.journey(), wanted.model(), attempt);
        journeys.remove(wanted.model());
        onChange.run();
    }

    private void failed(Installation installation, FailureCode code, String detail) {
        var journey = installation.journey();
        var model = installation.wanted().model();
        if (passes(code, backoff(model))) {
            var wait = backoff(model).failed(ports.clock().instant());
            journey.step(Event.TRY_AGAIN, "%s, again in %d ms: %s".formatted(code, wait.toMillis(), detail));
            return;
        }
        journey.end(Event.GAVE_UP, code, detail);
        try {
            settle(installation);
        } catch (UpdateFailure e) {
            LOG.warn("{}: its end could not be saved: {}", model, e.detail());
            journeys.remove(model);
            backoff(model).failed(ports.clock().instant());
        }
    }

    private static boolean passes(FailureCode code, Backoff backoff) {
        return code.remedy() == FailureCode.Remedy.RETRY
                && (code != FailureCode.DIGEST_MISMATCH || backoff.failures() + 1 < WRONG_BYTES_AT_MOST);
    }

    /** After the last event, so that a power cut between the two tells it again rather than never. */
    private void settle(Installation installation) throws UpdateFailure {
        var model = installation.wanted().model();
        var generation = installation.goal().generation();
        journeys.remove(model);
        ledger.change(model, slots -> slots.settledAt(generation));
        tidy();
        onChange.run();
    }

    /** Deletes what no state names, unless another errand may still need what it has fetched so far. */
    private void tidy() {
        if (running == null && journeys.isEmpty()) {
            var kept = new HashSet<>(ledger.state().kept());
            kept.addAll(versions.acceptanceSetsOf(kept));
            ports.blobs().keepOnly(kept);
        }
    }

    private Backoff backoff(ModelName model) {
        return backoffs.computeIfAbsent(model, _ -> new Backoff(ports.retry(), ports.random()));
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
