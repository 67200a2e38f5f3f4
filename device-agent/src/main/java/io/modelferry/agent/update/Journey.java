package io.modelferry.agent.update;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.MetadataWait;
import io.modelferry.protocol.report.UpdateEvent.AcceptanceResult;
import io.modelferry.protocol.report.UpdateEvent.Swap;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One update on its way through {@link UpdateLife}; every step is an event for the server. */
final class Journey {

    private static final Logger LOG = LoggerFactory.getLogger(Journey.class);

    private final EventLog events;
    private final ModelName model;
    private final ArtifactDigest digest;
    private long generation;
    private UpdateState state;
    private Transfer transfer = Transfer.NONE;
    private UpdateState furthestTold;
    private @Nullable Trouble lastTold;
    private @Nullable MetadataWait waitsFor;
    private boolean toldToWait;

    /** @param waitsFor metadata, or null if it is something else */
    private record Trouble(FailureCode code, @Nullable MetadataWait waitsFor) {}

    private Journey(EventLog events, long generation, ModelName model, ArtifactDigest digest, UpdateState state) {
        this.events = events;
        this.generation = generation;
        this.model = model;
        this.digest = digest;
        this.state = state;
        this.furthestTold = state;
    }

    /** A goal was accepted. */
    static Journey begin(EventLog events, long generation, DesiredModel wanted) {
        var journey = new Journey(events, generation, wanted.model(), wanted.digest(), UpdateState.ASSIGNED);
        journey.tell(null, wanted.model() + " " + wanted.version() + " " + wanted.variant());
        return journey;
    }

    /** A boot found it on trial. */
    static Journey onTrial(EventLog events, ModelName model, ModelSlots.Attempt attempt) {
        return new Journey(events, attempt.generation(), model, attempt.slot().digest(), UpdateState.TRIAL);
    }

    UpdateState state() {
        return state;
    }

    ArtifactDigest digest() {
        return digest;
    }

    void step(UpdateLife.Event event, String detail) {
        step(event, detail, null);
    }

    /** @param result null without an acceptance set */
    void probed(@Nullable AcceptanceResult result, String detail) {
        step(UpdateLife.Event.PROBE_PASSED, detail, result);
    }

    private void step(UpdateLife.Event event, String detail, @Nullable AcceptanceResult result) {
        move(event);
        if (lastTold != null && !toldToWait && state.compareTo(furthestTold) <= 0) {
            log(null, detail);
            return;
        }
        tell(null, detail, null, result);
    }

    void swapped(Swap swap, String detail) {
        move(UpdateLife.Event.SWAPPED);
        tell(null, detail, swap, null);
    }

    /** Metadata that it cannot go on without; null once it has them. */
    void waitsFor(@Nullable MetadataWait metadata) {
        waitsFor = metadata;
    }

    /**
     * Told once for each kind of failure, and so are the steps up to where it came before: a device that is offline for a
     * day does not fill its outbox with it. Whoever heard that it waits for metadata hears when it goes on.
     *
     * @param rest until then
     */
    void tryAgain(FailureCode code, Duration rest, String detail) {
        move(UpdateLife.Event.TRY_AGAIN);
        var again = "%s, again in %d ms: %s".formatted(code, rest.toMillis(), detail);
        var trouble = new Trouble(code, waitsFor);
        if (trouble.equals(lastTold)) {
            log(null, again);
            return;
        }
        lastTold = trouble;
        tell(null, waitsFor == null ? again : MetadataWait.inWords(detail));
    }

    void end(UpdateLife.Event event, FailureCode code, String detail) {
        move(event);
        tell(code, detail);
    }

    /** A newer goal wants the same file: what follows is told under its generation. */
    void adoptedBy(long newer) {
        generation = newer;
        tell(null, "wanted by a newer goal as well");
    }

    void receivedDelta(long bytes) {
        transfer = new Transfer(transfer.deltaBytes() + bytes, transfer.fullBytes(), transfer.fallback());
    }

    void receivedFull(long bytes) {
        transfer = new Transfer(transfer.deltaBytes(), transfer.fullBytes() + bytes, transfer.fallback());
    }

    void fellBack() {
        transfer = new Transfer(transfer.deltaBytes(), transfer.fullBytes(), true);
    }

    private void move(UpdateLife.Event event) {
        var before = state;
        state = UpdateLife.after(before, event)
                .orElseThrow(() -> new IllegalStateException("no row for " + before + " · " + event));
    }

    private void tell(@Nullable FailureCode code, String detail) {
        tell(code, detail, null, null);
    }

    private void tell(
            @Nullable FailureCode code, String detail, @Nullable Swap swap, @Nullable AcceptanceResult result) {
        log(code, detail);
        furthestTold = state.compareTo(furthestTold) > 0 ? state : furthestTold;
        var metadataWait = state == UpdateState.ASSIGNED ? waitsFor : null;
        toldToWait = metadataWait != null;
        events.record(new EventLog.Step(
                generation, model, digest, state, code, detail, transfer, swap, result, metadataWait));
    }

    private void log(@Nullable FailureCode code, String detail) {
        LOG.info(
                "update {} {} generation={} {}{} {}",
                model,
                digest.brief(),
                generation,
                state,
                code == null ? "" : " " + code,
                detail);
    }
}
