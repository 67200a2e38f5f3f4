package io.modelferry.control.rollout;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.plan.PlanColumn;
import io.modelferry.control.rollout.plan.RolloutPlan;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.control.security.OtherEyes;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A version on its way to the fleet. Its verbs are the rows of {@link RolloutTransitions}; each records what happened and why.
 * Every change raises the epoch, and a change that was decided under an older epoch is lost, never mixed in.
 */
@Entity
@Table(name = "rollout")
class Rollout {

    @Id
    private String id;

    private long number;
    private String model;
    private String version;
    private @Nullable String previousVersion;

    @Enumerated(EnumType.STRING)
    private RolloutState state;

    @Version
    private long epoch;

    private int stage;

    @Convert(converter = PlanColumn.class)
    private RolloutPlan plan;

    private String salt;
    private String standing;
    private String createdBy;
    private Instant createdAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;
    private @Nullable Instant waitingSince;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "rollout_stage", joinColumns = @JoinColumn(name = "rollout_id"))
    @OrderColumn(name = "position")
    private List<StageProgress> stages = new ArrayList<>();

    @Transient
    private final List<TimelineEntry> recorded = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    Rollout() {}

    /** @param previousVersion what the model's devices run so far; null for the first rollout of a model */
    Rollout(
            long number,
            ModelName model,
            VersionName version,
            @Nullable VersionName previousVersion,
            RolloutPlan plan,
            boolean needsApproval,
            Cause cause) {
        this.number = number;
        this.id = RolloutId.of(number).value();
        this.model = model.value();
        this.version = version.value();
        this.previousVersion = previousVersion == null ? null : previousVersion.value();
        this.state = needsApproval ? RolloutState.AWAITING_APPROVAL : RolloutState.READY;
        this.plan = plan;
        this.salt = id;
        this.standing = needsApproval ? "waiting for a second person to approve it" : readyLine(plan);
        this.createdBy = cause.actor();
        this.createdAt = cause.at();
        plan.stages().forEach(planned -> stages.add(new StageProgress()));
        record("CREATED", cause);
    }

    private static String readyLine(RolloutPlan plan) {
        var startAt = plan.clearance().startAt();
        return startAt == null ? "ready: nobody has started it" : "ready: it starts by itself at " + startAt;
    }

    /** @throws Refusal 409 {@code four-eyes} if it is the creator who approves */
    void approve(Cause cause) {
        OtherEyes.require(createdBy, FourEyes.PLANNED, cause.actor());
        take(RolloutEvent.APPROVE, cause);
        standing = readyLine(plan);
    }

    void deny(Cause cause) {
        take(RolloutEvent.DENY, cause);
        standing = "denied by " + cause.actor() + ": " + cause.why();
        endedAt = cause.at();
    }

    /** What a person says of the current stage, whose gate waits for it. */
    void word(boolean yes, Cause cause) {
        var asked = current();
        asked.wordYes = yes;
        asked.wordBy = cause.actor();
        asked.wordReason = cause.why();
        record(yes ? "STAGE_APPROVED" : "STAGE_DENIED", cause);
    }

    void start(Cause cause) {
        take(RolloutEvent.START, cause);
        startedAt = cause.at();
        waitingSince = cause.at();
    }

    void pause(Cause cause) {
        take(RolloutEvent.PAUSE, cause);
        standing = "paused by " + cause.actor() + ": " + cause.why();
    }

    void halt(Cause cause) {
        take(RolloutEvent.HALT, cause);
        standing = "halted: " + cause.why();
    }

    /** The stage's deadline starts anew; its evidence goes on. */
    void resume(Cause cause) {
        take(RolloutEvent.RESUME, cause);
        waitingSince = cause.at();
        standing = "";
    }

    void stop(Cause cause) {
        take(RolloutEvent.STOP, cause);
        standing = "stopped by " + cause.actor() + ": " + cause.why();
        endedAt = cause.at();
    }

    /** Passes the current stage: on to the next one, or to the end. */
    void pass(Cause cause) {
        var passed = current();
        take(plan.last(stage) ? RolloutEvent.FINISH : RolloutEvent.ADVANCE, cause);
        passed.require(StageEvent.PASS);
        passed.passedAt = cause.at();
        if (plan.last(stage)) {
            endedAt = cause.at();
            standing = "finished: " + cause.why();
        } else {
            stage++;
            waitingSince = cause.at();
            standing = "";
        }
    }

    void goBack(Cause cause) {
        if (previousVersion == null) {
            throw Refusal.conflict(
                    "nothing-to-go-back-to", "This is the model's first version: there is nothing to go back to.");
        }
        take(RolloutEvent.GO_BACK, cause);
        standing = "going back: " + cause.why();
        endedAt = null;
    }

    void arriveBack(Cause cause) {
        take(RolloutEvent.ARRIVE_BACK, cause);
        endedAt = cause.at();
        standing = "rolled back" + standing.substring("going back".length()) + "; " + cause.why();
    }

    /** Draws the cohort of the current stage. A later stage never lets a device go that an earlier one took. */
    void open(long cutoff, long size, Cause cause) {
        var opening = current();
        opening.require(StageEvent.OPEN);
        opening.size = size;
        opening.openedAt = cause.at();
        opening.cutoff = Math.max(cutoff, stage == 0 ? StageProgress.NO_SHARE : stages.get(stage - 1).cutoff);
        waitingSince = cause.at();
        record("STAGE_OPENED", cause);
    }

    /** All of the stage's devices were given the version for the first time: its deadline begins. */
    void placedAll(Instant now) {
        if (current().state() == StageState.HANDING_OUT) {
            current().require(StageEvent.PLACE_ALL);
            current().placedAt = now;
        }
    }

    /** The stage's devices succeeded for the first time: the soak begins. */
    void settle(Cause cause) {
        if (current().state() == StageState.ARRIVING) {
            current().require(StageEvent.SETTLE);
            current().settledAt = cause.at();
            record("STAGE_SETTLED", cause);
        }
    }

    /** Writes something into the timeline that changes nothing. */
    void note(String kind, Cause cause) {
        record(kind, cause);
    }

    /** @throws Refusal 409 if no row accepts the event */
    private void take(RolloutEvent event, Cause cause) {
        state = RolloutTransitions.next(state, event)
                .orElseThrow(() -> Refusal.conflict(
                        "rollout-is-"
                                + state.name()
                                        .toLowerCase(java.util.Locale.ROOT)
                                        .replace('_', '-'),
                        "Rollout " + id + " is " + state + ": " + event + " is not possible now."));
        record(event.name(), cause);
    }

    private void record(String kind, Cause cause) {
        recorded.add(new TimelineEntry(cause.at(), kind, state, stage, cause.actor(), cause.why(), cause.evidence()));
    }

    private StageProgress current() {
        return stages.get(stage);
    }

    /** What happened since the last call. */
    List<TimelineEntry> drain() {
        var drained = List.copyOf(recorded);
        recorded.clear();
        return drained;
    }

    RolloutId id() {
        return new RolloutId(id);
    }

    ModelName model() {
        return new ModelName(model);
    }

    VersionName version() {
        return new VersionName(version);
    }

    Optional<VersionName> previousVersion() {
        return Optional.ofNullable(previousVersion).map(VersionName::new);
    }

    RolloutState state() {
        return state;
    }

    long epoch() {
        return epoch;
    }

    long number() {
        return number;
    }

    int stage() {
        return stage;
    }

    StagePlan stagePlan() {
        return plan.stages().get(stage);
    }

    StageProgress stageProgress() {
        return current();
    }

    List<StageProgress> stages() {
        return List.copyOf(stages);
    }

    RolloutPlan plan() {
        return plan;
    }

    String salt() {
        return salt;
    }

    /** Why it stands where it stands; empty while the gate's latest look is the answer. */
    String standing() {
        return standing;
    }

    String createdBy() {
        return createdBy;
    }

    Instant createdAt() {
        return createdAt;
    }

    Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt);
    }

    Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    /** Since the stage was opened and given out, or resumed. */
    Duration waited(Instant now) {
        if (waitingSince == null) {
            return Duration.ZERO;
        }
        var placedAt = current().placedAt;
        var since = placedAt != null && placedAt.isAfter(waitingSince) ? placedAt : waitingSince;
        return Duration.between(since, now);
    }
}
