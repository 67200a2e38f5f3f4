package io.modelferry.protocol.goal;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One model of a device's goal.
 *
 * @param variant the optimisation of the version that fits this device's class, for example {@code fp32}; with model and version it makes the target's path
 * @param digest what should run; the device accepts it only if the TUF targets name it
 * @param lengthBytes of the whole model file
 * @param deltas ways to make the file from one the device may hold, cheapest first; empty means the full file
 * @param keep digests that the device must not delete: what a rollback would flip to
 * @param rollout the rollout that asks for it, for logs and events; {@code "none"} without one
 * @param retry clears a quarantine of {@code digest} on the device
 * @param hops steps of which a chain can be made where no delta in {@code deltas} starts from a file held here; null: none
 * @param paused true: whatever has not begun its trial stays where it is, and keeps what it has fetched; null is false
 */
public record DesiredModel(
        ModelName model,
        VersionName version,
        String variant,
        ArtifactDigest digest,
        long lengthBytes,
        List<DeltaOffer> deltas,
        List<ArtifactDigest> keep,
        DeliveryPolicy delivery,
        Probation probation,
        String rollout,
        boolean retry,
        @Nullable List<DeltaHop> hops,
        @Nullable Boolean paused) {

    public DesiredModel {
        deltas = List.copyOf(deltas);
        keep = List.copyOf(keep);
        hops = hops == null ? null : List.copyOf(hops);
    }

    /** Without chains. */
    public DesiredModel(
            ModelName model,
            VersionName version,
            String variant,
            ArtifactDigest digest,
            long lengthBytes,
            List<DeltaOffer> deltas,
            List<ArtifactDigest> keep,
            DeliveryPolicy delivery,
            Probation probation,
            String rollout,
            boolean retry) {
        this(
                model,
                version,
                variant,
                digest,
                lengthBytes,
                deltas,
                keep,
                delivery,
                probation,
                rollout,
                retry,
                null,
                null);
    }

    public boolean isPaused() {
        return Boolean.TRUE.equals(paused);
    }

    /** The delta that starts from {@code base}, if one is offered. */
    public Optional<DeltaOffer> deltaFrom(ArtifactDigest base) {
        return deltas.stream().filter(offer -> offer.base().equals(base)).findFirst();
    }
}
