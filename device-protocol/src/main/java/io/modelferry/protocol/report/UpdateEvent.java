package io.modelferry.protocol.report;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.telemetry.Window;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One step of an update, numbered so that it is stored once however often it arrives. The device keeps it until the server
 * acknowledges it by {@link Command.EventAck} (a broker's PUBACK is not enough).
 *
 * @param boot changes whenever the agent starts
 * @param seq from 1, without gaps within a boot
 * @param generation of the goal that asked for it
 * @param failure set when {@code state} is FAILED or ROLLED_BACK
 * @param detail for a person; at most 500 characters, no inputs
 * @param log with a failure: the agent's last lines, oldest first; at most {@link #MAX_LOG_LINES} and
 *     {@link #MAX_LOG_CHARACTERS}; else null
 * @param swap with TRIAL: what the swap cost; else null
 * @param acceptance with PROBED: what the file did on its acceptance set; null without a set, or from an agent that does not tell
 * @param metadataWait with ASSIGNED: why it waits for signed metadata, {@code detail} says more; null if it does not, or from an agent
 *     that does not tell. Without metadata nobody can say whether the goal is to be believed, so it may not be accepted yet
 */
public record UpdateEvent(
        UUID boot,
        long seq,
        Instant at,
        long generation,
        ModelName model,
        ArtifactDigest digest,
        UpdateState state,
        @Nullable FailureCode failure,
        String detail,
        Transfer transfer,
        @Nullable List<String> log,
        @Nullable Swap swap,
        @Nullable AcceptanceResult acceptance,
        @Nullable MetadataWait metadataWait) {

    public static final int MAX_LOG_LINES = 40;
    public static final int MAX_LOG_CHARACTERS = 8 << 10;

    private static final int MAX_DETAIL = 500;

    public UpdateEvent {
        detail = detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail;
        log = log == null ? null : newest(log);
    }

    /** A step that went well, and was no swap. */
    public UpdateEvent(
            UUID boot,
            long seq,
            Instant at,
            long generation,
            ModelName model,
            ArtifactDigest digest,
            UpdateState state,
            @Nullable FailureCode failure,
            String detail,
            Transfer transfer) {
        this(boot, seq, at, generation, model, digest, state, failure, detail, transfer, null, null, null, null);
    }

    private static List<String> newest(List<String> lines) {
        var kept = new ArrayDeque<String>();
        var room = MAX_LOG_CHARACTERS;
        for (var line : lines.reversed()) {
            room -= line.length();
            if (room < 0 || kept.size() == MAX_LOG_LINES) {
                break;
            }
            kept.addFirst(line);
        }
        return List.copyOf(kept);
    }

    /**
     * @param loadMicros from the file to a session that could answer
     * @param pauseMicros in which nobody answered: 0 where old and new stood side by side
     * @param provider execution provider that runs it, by ONNX Runtime's name
     * @param reason why that one and not a faster one
     */
    public record Swap(long loadMicros, long pauseMicros, String provider, String reason) {}

    /**
     * The acceptance run on the device itself, by the provider that will run the file.
     *
     * @param cases of the set, all of which were run
     * @param labelled of those, how many the set has a label for: all or 0
     * @param correct of those, how many were right
     * @param classCounts answers per class over all cases, in output order; empty without classes, or with more than {@link
     *     Window#MAX_CLASSES}
     */
    public record AcceptanceResult(int cases, int labelled, int correct, List<Long> classCounts) {

        public AcceptanceResult {
            classCounts = List.copyOf(classCounts);
            if (correct < 0 || correct > labelled || labelled > cases) {
                throw new MalformedMessage("correct must lie between 0 and labelled, labelled not above cases");
            }
            if (classCounts.size() > Window.MAX_CLASSES || classCounts.stream().anyMatch(n -> n < 0)) {
                throw new MalformedMessage("class counts must be at most " + Window.MAX_CLASSES + " and not negative");
            }
        }
    }

    /**
     * What this update has cost so far.
     *
     * @param deltaBytes bytes of deltas received
     * @param fullBytes bytes of full models received
     * @param fallback a delta was offered and did not serve
     */
    public record Transfer(long deltaBytes, long fullBytes, boolean fallback) {

        public static final Transfer NONE = new Transfer(0, 0, false);
    }
}
