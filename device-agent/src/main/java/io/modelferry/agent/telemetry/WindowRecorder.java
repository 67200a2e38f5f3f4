package io.modelferry.agent.telemetry;

import io.modelferry.agent.telemetry.ResourceMeter.Reading;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.telemetry.Window;
import io.modelferry.protocol.telemetry.Window.Resources;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One window of one model while it is open. Not safe for several threads. */
final class WindowRecorder {

    private static final int CONFIDENCE_BINS = 10;

    /** When it ends, by which number. */
    record End(UUID boot, long seq, Instant from, Instant to) {}

    private final ModelName model;
    private final ArtifactDigest digest;
    private final long openedNanos;
    private final LatencySketch latency = new LatencySketch();
    private final long[] confidence = new long[CONFIDENCE_BINS];
    private long[] classes = new long[0];
    private long inferences;
    private long errors;
    private long rejected;
    private long failedInSwap;
    private long labelled;
    private long correct;
    private @Nullable ShadowRecorder shadow;
    private @Nullable Reading start;

    WindowRecorder(ModelName model, ArtifactDigest digest, long openedNanos) {
        this.model = model;
        this.digest = digest;
        this.openedNanos = openedNanos;
    }

    ArtifactDigest digest() {
        return digest;
    }

    long openedNanos() {
        return openedNanos;
    }

    void answered(long latencyMicros) {
        inferences++;
        latency.accept(latencyMicros);
    }

    /**
     * @param label index of the class, below {@code ofClasses}
     * @param probability of that class, 0…1
     */
    void predicted(int label, double probability, int ofClasses) {
        if (ofClasses > Window.MAX_CLASSES) {
            return;
        }
        if (classes.length < ofClasses) {
            classes = Arrays.copyOf(classes, ofClasses);
        }
        classes[label]++;
        confidence[Math.clamp((int) (probability * CONFIDENCE_BINS), 0, CONFIDENCE_BINS - 1)]++;
    }

    void labelled(boolean right) {
        labelled++;
        correct += right ? 1 : 0;
    }

    void failed(boolean inSwap) {
        errors++;
        failedInSwap += inSwap ? 1 : 0;
    }

    void rejected() {
        rejected++;
    }

    /** From now on the window is a candidate's. */
    ShadowRecorder shadow() {
        if (shadow == null) {
            shadow = new ShadowRecorder();
        }
        return shadow;
    }

    @Nullable
    Reading start() {
        return start;
    }

    void startAt(Reading reading) {
        start = reading;
    }

    Window close(End end, @Nullable Profile profile, @Nullable Resources resources) {
        return new Window(
                end.boot(),
                end.seq(),
                model,
                digest,
                end.from(),
                end.to(),
                inferences,
                errors,
                rejected,
                failedInSwap,
                labelled,
                correct,
                latency.bytes(),
                boxed(classes),
                classes.length == 0 ? List.of() : boxed(confidence),
                profile == null ? null : profile.drift(classes),
                resources,
                shadow == null ? null : shadow.counts());
    }

    private static List<Long> boxed(long[] counts) {
        return Arrays.stream(counts).boxed().toList();
    }
}
