package io.modelferry.agent.telemetry;

import io.modelferry.agent.inference.InferenceListener;
import io.modelferry.agent.telemetry.WindowQueue.Taken;
import io.modelferry.agent.telemetry.WindowRecorder.End;
import io.modelferry.agent.update.Link;
import io.modelferry.agent.update.Ticks;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.telemetry.Window;
import io.modelferry.protocol.telemetry.Window.Resources;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cuts what models do into windows and sends them, the oldest first, at a pace that a server takes. */
public final class Telemetry implements InferenceListener {

    /** After {@link Window#MOST_AT_ONCE} at once: half of the ten a second that the server hears. */
    static final double PER_SECOND = 5;

    /** How long a window stays in memory only. */
    static final Duration SAVE_AFTER = Duration.ofMinutes(1);

    private static final int IN_FLIGHT = 2;
    private static final int PROFILES = 32;

    /**
     * @param length of a window, from the first thing that happens in it
     * @param queue where they wait for the line
     * @param meter null if nothing is measured
     */
    public record Windows(
            Duration length, WindowQueue queue, @Nullable ResourceMeter meter) {}

    /** @param digest the file that had given the answer */
    public record Judged(ArtifactDigest digest, boolean right) {}

    private record Subject(ModelName model, ArtifactDigest digest, boolean shadow) {}

    private final Link link;
    private final Origin origin;
    private final Windows windows;
    private final Pace pace;
    private final RecentPredictions predictions = new RecentPredictions();
    private final Map<Subject, WindowRecorder> open = new LinkedHashMap<>();
    private final Map<ArtifactDigest, Profile> profiles = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ArtifactDigest, Profile> eldest) {
            return size() > PROFILES;
        }
    };
    private int inFlight;
    private boolean pumping;
    private boolean refused;
    private long seq;
    private long inferences;
    private long savedNanos;

    public Telemetry(Link link, Origin origin, Windows windows) {
        this.link = link;
        this.origin = origin;
        this.windows = windows;
        this.pace = new Pace(origin.ticks(), Window.MOST_AT_ONCE, PER_SECOND);
        this.savedNanos = origin.ticks().nanos();
    }

    /** In memory, of the models alone, by a clock that never jumps: for simulated devices. */
    public Telemetry(Link link, UUID boot, InstantSource clock, Duration length) {
        this(link, new Origin(boot, clock, Ticks.of(clock)), new Windows(length, WindowQueue.inMemory(), null));
    }

    @Override
    public synchronized void answered(Answered answered) {
        inferences++;
        var window = window(answered.model(), answered.digest(), false);
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
        judged.ifPresent(found -> window(model, found.digest(), false).labelled(found.right()));
        return judged;
    }

    @Override
    public synchronized void failed(ModelName model, ArtifactDigest digest, boolean inSwap) {
        window(model, digest, false).failed(inSwap);
    }

    @Override
    public synchronized void rejected(ModelName model, ArtifactDigest digest) {
        window(model, digest, false).rejected();
    }

    /** Nothing to close: every file has its own window. */
    @Override
    public void swapped(ModelName model, ArtifactDigest digest) {}

    @Override
    public synchronized void shadowed(ModelName model, ArtifactDigest candidate, boolean agreed, long latencyMicros) {
        window(model, candidate, true).shadow().compared(agreed, latencyMicros);
    }

    @Override
    public synchronized void passedOver(ModelName model, ArtifactDigest candidate) {
        window(model, candidate, true).shadow().passedOver();
    }

    /** Against this the answers of {@code digest} are held from now on, until the agent ends. */
    @Override
    public synchronized void proven(ModelName model, ArtifactDigest digest, List<Long> classCounts) {
        profiles.put(
                digest,
                new Profile(classCounts.stream().mapToLong(Long::longValue).toArray()));
    }

    /** Each file its own, opened by the first thing that happens: a late label does not cut another file's window short. */
    private WindowRecorder window(ModelName model, ArtifactDigest digest, boolean shadow) {
        return open.computeIfAbsent(
                new Subject(model, digest, shadow),
                _ -> new WindowRecorder(model, digest, origin.ticks().nanos()));
    }

    /** Time has passed: windows that are long enough are closed, and what waits is sent. */
    public synchronized void tick() {
        var now = origin.ticks().nanos();
        for (var subject : List.copyOf(open.keySet())) {
            var window = open.get(subject);
            if (window != null && now - window.openedNanos() >= windows.length().toNanos()) {
                open.remove(subject);
                close(window, now);
            }
        }
        open.values().forEach(window -> begin(window, now));
        refused = false;
        pump();
        if (now - savedNanos >= SAVE_AFTER.toNanos()) {
            savedNanos = now;
            windows.queue().save();
        }
    }

    /** Here and not when the window opens: that is on the thread of a request. */
    private void begin(WindowRecorder window, long now) {
        if (window.start() == null && windows.meter() != null) {
            window.startAt(windows.meter().read(now, inferences));
        }
    }

    /** Its length is measured, and its end is what the clock says now: a clock set in between does not stretch it. */
    private void close(WindowRecorder window, long now) {
        seq++;
        var to = origin.clock().instant();
        var lasted = Math.max(1_000_000, now - window.openedNanos());
        var end = new End(origin.boot(), seq, to.minusNanos(lasted), to);
        var profile = profiles.get(window.digest());
        windows.queue().add(ProtocolJson.write(window.close(end, profile, resources(window, now))));
    }

    private @Nullable Resources resources(WindowRecorder window, long now) {
        var meter = windows.meter();
        var start = window.start();
        return meter == null || start == null
                ? null
                : meter.between(
                        start, meter.read(now, inferences), windows.queue().lost());
    }

    /** Closes every window, whatever its length: before the agent stops. */
    public synchronized void flush() {
        var now = origin.ticks().nanos();
        open.values().forEach(window -> close(window, now));
        open.clear();
        pump();
    }

    /** What has not left the device goes to its disk: last of all. */
    public void save() {
        windows.queue().save();
    }

    private synchronized void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        while (!refused && inFlight < IN_FLIGHT && link.connected() && pace.allows()) {
            var next = windows.queue().take();
            if (next == null) {
                break;
            }
            pace.spend();
            inFlight++;
            link.publish(Channel.TELEMETRY, next.window()).whenComplete((_, failure) -> left(next, failure != null));
        }
        pumping = false;
    }

    private void left(Taken taken, boolean failed) {
        synchronized (this) {
            inFlight--;
            if (failed) {
                refused = true; // until the next tick: trying again at once would be trying without end
                windows.queue().returned(taken);
            } else {
                windows.queue().delivered(taken);
            }
        }
        if (!failed) {
            pump();
        }
    }

    /** Windows dropped because the device was offline for too long; survives restarts where the queue does. */
    public long dropped() {
        return windows.queue().lost();
    }
}
