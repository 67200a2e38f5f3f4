package io.modelferry.agent.telemetry;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.telemetry.Window;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One window of one model while it is open. Simulated devices record into it as well. */
public final class WindowRecorder {

    private static final int MAX_BINS = 1024;
    private static final int CONFIDENCE_BINS = 10;

    private final ModelName model;
    private final ArtifactDigest digest;
    private final Instant from;
    private final DDSketch latency = DDSketches.collapsingLowestDense(Window.LATENCY_RELATIVE_ERROR, MAX_BINS);
    private final long[] confidence = new long[CONFIDENCE_BINS];
    private long[] classes = new long[0];
    private long inferences;
    private long errors;
    private long rejected;
    private long failedInSwap;
    private long labelled;
    private long correct;

    public WindowRecorder(ModelName model, ArtifactDigest digest, Instant from) {
        this.model = model;
        this.digest = digest;
        this.from = from;
    }

    public ArtifactDigest digest() {
        return digest;
    }

    public Instant from() {
        return from;
    }

    public synchronized void answered(long latencyMicros) {
        inferences++;
        latency.accept(Math.max(1, latencyMicros));
    }

    /**
     * @param label index of the class, below {@code ofClasses}
     * @param probability of that class, 0…1
     */
    public synchronized void predicted(int label, double probability, int ofClasses) {
        if (ofClasses > Window.MAX_CLASSES) {
            return;
        }
        if (classes.length < ofClasses) {
            classes = Arrays.copyOf(classes, ofClasses);
        }
        classes[label]++;
        confidence[Math.clamp((int) (probability * CONFIDENCE_BINS), 0, CONFIDENCE_BINS - 1)]++;
    }

    public synchronized void labelled(boolean right) {
        labelled++;
        correct += right ? 1 : 0;
    }

    public synchronized void failed(boolean inSwap) {
        errors++;
        failedInSwap += inSwap ? 1 : 0;
    }

    public synchronized void rejected() {
        rejected++;
    }

    /** @return empty if nothing happened: silence is not sent */
    public synchronized Optional<Window> close(UUID boot, long seq, Instant to) {
        if (inferences + errors + rejected + labelled == 0) {
            return Optional.empty();
        }
        return Optional.of(new Window(
                boot,
                seq,
                model,
                digest,
                from,
                to.isAfter(from) ? to : from.plusMillis(1),
                inferences,
                errors,
                rejected,
                failedInSwap,
                labelled,
                correct,
                sketch(),
                boxed(classes),
                classes.length == 0 ? List.of() : boxed(confidence)));
    }

    private byte[] sketch() {
        if (inferences == 0) {
            return new byte[0];
        }
        var encoded = latency.serialize();
        var bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    private static List<Long> boxed(long[] counts) {
        return Arrays.stream(counts).boxed().toList();
    }
}
