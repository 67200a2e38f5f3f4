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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cuts what models do into windows and sends them. While the line is down windows wait in a ring; when it is full the oldest
 * goes, and {@link #dropped} counts it.
 */
public final class Telemetry implements InferenceListener {

    private static final int RING = 10_000;
    private static final int IN_FLIGHT = 2;

    private final Link link;
    private final UUID boot;
    private final InstantSource clock;
    private final Duration length;
    private final RecentPredictions predictions = new RecentPredictions();
    private final Map<ModelName, WindowRecorder> open = new ConcurrentHashMap<>();
    private final Deque<Window> ring = new ArrayDeque<>();
    private int inFlight;
    private long seq;
    private long dropped;

    /** @param length of a window; a swap cuts one short */
    public Telemetry(Link link, UUID boot, InstantSource clock, Duration length) {
        this.link = link;
        this.boot = boot;
        this.clock = clock;
        this.length = length;
    }

    @Override
    public void answered(Answered answered) {
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
        var predicted = predictions.take(model, requestId);
        predicted.ifPresent(told -> window(model, told.digest()).labelled(told.label() == label));
        return predicted.isPresent();
    }

    @Override
    public void failed(ModelName model, ArtifactDigest digest, boolean inSwap) {
        window(model, digest).failed(inSwap);
    }

    @Override
    public void rejected(ModelName model, ArtifactDigest digest) {
        window(model, digest).rejected();
    }

    @Override
    public void swapped(ModelName model, ArtifactDigest digest) {
        window(model, digest);
    }

    /** The open window of the file; one of another file is closed, so that no window spans two. */
    private synchronized WindowRecorder window(ModelName model, ArtifactDigest digest) {
        var now = open.get(model);
        if (now != null && now.digest().equals(digest)) {
            return now;
        }
        if (now != null) {
            close(now);
        }
        var next = new WindowRecorder(model, digest, clock.instant());
        open.put(model, next);
        return next;
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
        for (var model : List.copyOf(open.keySet())) {
            var window = open.get(model);
            if (window != null && !now.isBefore(window.from().plus(length))) {
                close(window);
                open.put(model, new WindowRecorder(model, window.digest(), now));
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
