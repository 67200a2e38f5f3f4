package io.modelferry.protocol.report;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import java.time.Instant;
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
        Transfer transfer) {

    private static final int MAX_DETAIL = 500;

    public UpdateEvent {
        detail = detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail;
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
