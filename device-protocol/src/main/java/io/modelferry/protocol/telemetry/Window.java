package io.modelferry.protocol.telemetry;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one model did on one device between two instants. Numbered like events, so that a window counts once. A window never
 * spans two digests: a swap closes it.
 *
 * @param inferences requests answered with a result
 * @param errors requests answered with an error of the model or the runtime
 * @param rejected requests refused for back-pressure (503): neither answered nor failed
 * @param failedInSwap of {@code errors}, those while a swap was under way
 * @param labelled inferences whose true label came back in this window
 * @param correct of those, how many were right
 * @param latency DDSketch of the session run in microseconds, relative error {@link #LATENCY_RELATIVE_ERROR}, its protobuf
 *     form; empty array without inferences
 * @param classCounts predictions per class, in output order; empty if the model has no classes
 * @param confidence counts of the top class's softmax probability in ten equal bins from 0 to 1; empty likewise
 * @param drift population stability index of the class counts against those of the acceptance set, 0 is "the same"; null
 *     without a profile or with too few answers
 * @param resources of the device at the window's end; null if not measured
 * @param shadow what a candidate in shadow did in this window; null without one. The window is then the candidate's, and
 *     its other counts are 0
 */
public record Window(
        UUID boot,
        long seq,
        ModelName model,
        ArtifactDigest digest,
        Instant from,
        Instant to,
        long inferences,
        long errors,
        long rejected,
        long failedInSwap,
        long labelled,
        long correct,
        byte[] latency,
        List<Long> classCounts,
        List<Long> confidence,
        @Nullable Double drift,
        @Nullable Resources resources,
        @Nullable ShadowCounts shadow) {

    /** Of the model alone. */
    public Window(
            UUID boot,
            long seq,
            ModelName model,
            ArtifactDigest digest,
            Instant from,
            Instant to,
            long inferences,
            long errors,
            long rejected,
            long failedInSwap,
            long labelled,
            long correct,
            byte[] latency,
            List<Long> classCounts,
            List<Long> confidence) {
        this(
                boot,
                seq,
                model,
                digest,
                from,
                to,
                inferences,
                errors,
                rejected,
                failedInSwap,
                labelled,
                correct,
                latency,
                classCounts,
                confidence,
                null,
                null,
                null);
    }

    /**
     * @param residentBytes of the agent's process, its models included
     * @param cpuShare of one core, over the window
     * @param diskFreeBytes where models are kept
     * @param windowsLost because the device was offline for too long; the count outlives restarts of the agent
     * @param joulesPerInference of the whole machine; null where the platform does not tell
     */
    public record Resources(
            long residentBytes,
            double cpuShare,
            long diskFreeBytes,
            long windowsLost,
            @Nullable Double joulesPerInference) {}

    /**
     * @param compared inputs that both models answered
     * @param agreed of those, how many got the same answer
     * @param passedOver inputs that were not shown to the candidate, because its share of the processor was used up
     * @param latency DDSketch like {@link Window#latency}, of the candidate
     */
    public record ShadowCounts(long compared, long agreed, long passedOver, byte[] latency) {}

    /** Relative error of a quantile read from {@link #latency}. */
    public static final double LATENCY_RELATIVE_ERROR = 0.01;

    /** So many may come at once from a device that kept them while it was away. */
    public static final int MOST_AT_ONCE = 600;

    public static final int MAX_SKETCH_BYTES = 32 << 10;
    public static final int MAX_CLASSES = 1024;

    public Window {
        classCounts = List.copyOf(classCounts);
        confidence = List.copyOf(confidence);
        require(from.isBefore(to), "a window must end after it starts");
        require(inferences >= 0 && errors >= 0 && rejected >= 0 && failedInSwap >= 0, "counts must not be negative");
        require(failedInSwap <= errors, "failedInSwap is part of errors");
        require(correct >= 0 && correct <= labelled, "correct must lie between 0 and labelled");
        require(latency.length <= MAX_SKETCH_BYTES, "the latency sketch is too long");
        require(classCounts.size() <= MAX_CLASSES && confidence.size() <= MAX_CLASSES, "too many histogram bins");
        require(
                classCounts.stream().allMatch(n -> n >= 0)
                        && confidence.stream().allMatch(n -> n >= 0),
                "histogram counts must not be negative");
    }

    private static void require(boolean kept, String promise) {
        if (!kept) {
            throw new MalformedMessage(promise);
        }
    }
}
