package io.modelferry.agent.telemetry;

import io.modelferry.agent.update.EventLog;
import io.modelferry.agent.update.Link;
import io.modelferry.agent.update.Ticks;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Numbers events, keeps them, and sends them a few at a time. An event leaves the lane only when the server says that it
 * stored it; whatever is unacknowledged after a reconnection, or after {@link #STALE}, is sent again.
 */
public final class EventOutbox implements EventLog {

    /** How long an event waits for its acknowledgement before it is sent again. */
    public static final Duration STALE = Duration.ofSeconds(30);

    private static final int IN_FLIGHT = 4;

    private record Failure(ModelName model, ArtifactDigest digest, FailureCode code) {}

    private final EventLane lane;
    private final Link link;
    private final Origin origin;
    private final Supplier<@Nullable List<String>> lastLines;
    private final Deque<UpdateEvent> toSend = new ArrayDeque<>();
    private int inFlight;
    private long seq;
    private long lastSent;
    private @Nullable Failure told;

    /** @param lastLines of the log, oldest first; null where nobody keeps them */
    public EventOutbox(EventLane lane, Link link, Origin origin, Supplier<@Nullable List<String>> lastLines) {
        this.lane = lane;
        this.link = link;
        this.origin = origin;
        this.lastLines = lastLines;
        this.lastSent = origin.ticks().nanos();
        toSend.addAll(lane.pending());
    }

    /** By a clock that never jumps, without a log: for simulated devices. */
    public EventOutbox(EventLane lane, Link link, UUID boot, InstantSource clock) {
        this(lane, link, new Origin(boot, clock, Ticks.of(clock)), () -> null);
    }

    @Override
    public synchronized void record(Step step) {
        seq++;
        var event = new UpdateEvent(
                origin.boot(),
                seq,
                origin.clock().instant(),
                step.generation(),
                step.model(),
                step.digest(),
                step.state(),
                step.failure(),
                step.detail(),
                step.transfer(),
                log(step),
                step.swap(),
                step.acceptance(),
                step.metadataWait());
        lane.append(event);
        toSend.add(event);
        pump();
    }

    /** With a failure, unless it is the one before once more: a retry says nothing new. */
    private @Nullable List<String> log(Step step) {
        if (step.failure() == null) {
            return null;
        }
        var failure = new Failure(step.model(), step.digest(), step.failure());
        if (failure.equals(told)) {
            return null;
        }
        told = failure;
        return lastLines.get();
    }

    private synchronized void pump() {
        while (inFlight < IN_FLIGHT && !toSend.isEmpty() && link.connected()) {
            var event = toSend.remove();
            inFlight++;
            lastSent = origin.ticks().nanos();
            link.publish(Channel.EVENTS, ProtocolJson.write(event)).whenComplete((_, failure) -> left(failure));
        }
    }

    /** After a failure the next connection, or the clock, sends everything again: nothing is lost, so nothing is hurried. */
    private void left(@Nullable Throwable failure) {
        synchronized (this) {
            inFlight--;
        }
        if (failure == null) {
            pump();
        }
    }

    @Override
    public synchronized void acknowledged(UUID ofBoot, long upToSeq) {
        lane.forget(ofBoot, upToSeq);
        toSend.removeIf(event -> event.boot().equals(ofBoot) && event.seq() <= upToSeq);
    }

    @Override
    public synchronized void resend() {
        toSend.clear();
        toSend.addAll(lane.pending());
        pump();
    }

    /** Time has passed. */
    public synchronized void tick() {
        var now = origin.ticks().nanos();
        if (now - lastSent > STALE.toNanos()) {
            lastSent = now;
            lane.settle();
            resend();
        }
    }

    @Override
    public synchronized boolean hasRoom() {
        return lane.hasRoom();
    }
}
