package io.modelferry.agent.telemetry;

import io.modelferry.agent.inference.InferenceListener;
import io.modelferry.agent.update.Link;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.telemetry.Window;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Cuts what models do into windows and sends them. While the line is down windows wait in a ring; when it is full the oldest
 * goes, and {@link #dropped} counts it.
 */
public final class Telemetry implements InferenceListener {

    private static final int RING = 10_000;
    private static final int IN_FLIGHT = 2;

    /** @param digest the file that had given the answer */
    public record Judged(ArtifactDigest digest, boolean right) {}

    private record Subject(ModelName model, ArtifactDigest digest) {}

    private final Link link;
    private final UUID boot;
    private final InstantSource clock;
    private final Duration length;
    private final RecentPredictions predictions = new RecentPredictions();
    private final Map<Subject, WindowRecorder> open = new LinkedHashMap<>();
    private final Deque<Window> ring = new ArrayDeque<>();
    private int inFlight;
    private long seq;
    private long dropped;

    /** @param length of a window, from the first thing that happens in it */
    public Telemetry(Link link, UUID boot, InstantSource clock, Duration length) {
        this.link = link;
        this.boot = boot;
        this.clock = clock;
        this.length = length;
    }

    @Override
    public synchronized void answered(Answered answered) {
        var window = window(answered.model(), answered.digest());
        window.answered(answered.latencyMicros());
        for (var prediction : answered.predictions()) {
            window.predicted(prediction.label(), prediction.confidence(), prediction.classes());
        }
        if (answered.predictions().size() == 1) {
            predictions.remember(
                    answered.model(),
                    answered.requestId(),
                    new RecentPredictions.Predicted(
                            answered.digest(), answered.predictions().getFirst().label()));
        }
    }

    /**
     * The true label of an earlier request.
     *
     * @return false if the request is unknown, too old, or labelled already
     */
    public boolean feedback(ModelName model, String requestId, int label) {
        return judge(model, requestId, label).isPresent();
    }

    /** {@link #feedback}, and whom it concerns. */
    public synchronized Optional<Judged> judge(ModelName model, String requestId, int label) {
        var judged = predictions.take(model, requestId).map(told -> new Judged(told.digest(), told.label() == label));
        judged.ifPresent(found -> window(model, found.digest()).labelled(found.right()));
        return judged;
    }

    @Override
    public synchronized void failed(ModelName model, ArtifactDigest digest, boolean inSwap) {
        window(model, digest).failed(inSwap);
    }

    @Override
    public synchronized void rejected(ModelName model, ArtifactDigest digest) {
        window(model, digest).rejected();
    }

    /** Nothing to close: every file has its own window. */
    @Override
    public void swapped(ModelName model, ArtifactDigest digest) {}

    /** Each file its own, opened by the first thing that happens: a late label does not cut another file's window short. */
    private WindowRecorder window(ModelName model, ArtifactDigest digest) {
        return open.computeIfAbsent(
                new Subject(model, digest), _ -> new WindowRecorder(model, digest, clock.instant()));
    }

    private void close(WindowRecorder window) {
        window.close(boot, seq + 1, clock.instant()).ifPresent(closed -> {
            seq++;
            ring.add(closed);
            if (ring.size() > RING) {
                ring.remove();
                dropped++;
            }
        });
    }

    /** Time has passed: windows that are long enough are closed, and what waits is sent. */
    public synchronized void tick() {
        var now = clock.instant();
        for (var subject : List.copyOf(open.keySet())) {
            var window = open.get(subject);
            if (window != null && !now.isBefore(window.from().plus(length))) {
                open.remove(subject);
                close(window);
            }
        }
        pump();
    }

    /** Closes every window, whatever its length: before the agent stops. */
    public synchronized void flush() {
        open.values().forEach(this::close);
        open.clear();
        pump();
    }

    private synchronized void pump() {
        while (inFlight < IN_FLIGHT && !ring.isEmpty() && link.connected()) {
            var window = ring.remove();
            inFlight++;
            link.publish(Channel.TELEMETRY, ProtocolJson.write(window))
                    .whenComplete((_, failure) -> left(window, failure != null));
        }
    }

    private void left(Window window, boolean failed) {
        synchronized (this) {
            inFlight--;
            if (failed) {
                ring.addFirst(window);
            }
        }
        if (!failed) {
            pump();
        }
    }

    /** Windows lost because the device was offline for too long. */
    public synchronized long dropped() {
        return dropped;
    }
}
