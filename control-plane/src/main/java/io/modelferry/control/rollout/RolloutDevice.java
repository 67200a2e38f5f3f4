package io.modelferry.control.rollout;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.MetadataWait;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One device of a rollout.
 *
 * @param state an {@code UpdateState}; {@code WAITING} before the device says anything, {@code GOING_BACK} and {@code BACK} once the
 *     rollout is taken back
 * @param running attested now; null if the device has not said
 * @param attempt from 1
 * @param metadataWait why it waits for signed metadata, which {@code detail} says in words; null if it does not
 */
public record RolloutDevice(
        DeviceId device,
        int stage,
        String state,
        boolean online,
        int attempt,
        @Nullable FailureCode failure,
        String detail,
        ArtifactDigest digest,
        @Nullable ArtifactDigest previousDigest,
        @Nullable ArtifactDigest running,
        long generation,
        long deltaBytes,
        long fullBytes,
        boolean fallback,
        @Nullable MetadataWait metadataWait,
        Instant updatedAt) {}
