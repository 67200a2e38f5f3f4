package io.modelferry.control.fleet;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who ran which file when, by what devices attested. Devices that were decommissioned are part of it. */
public interface RunHistory {

    /** Devices that ever ran the file, by id: up to {@code limit} of them after {@code after}. */
    List<DeviceRuns> ranFile(ArtifactDigest digest, @Nullable DeviceId after, int limit);

    /** How many devices ever ran the file. */
    long countRanFile(ArtifactDigest digest);

    /** What the device ran at an instant, by model; empty if there never was such a device. */
    Optional<List<RunAt>> deviceAt(DeviceId device, Instant at);

    /** What the model's devices ran at an instant, the most used file first. */
    List<FileCount> modelAt(ModelName model, Instant at);

    /** @param runs oldest first */
    record DeviceRuns(DeviceId device, List<Run> runs) {

        public DeviceRuns {
            runs = List.copyOf(runs);
        }
    }

    /** @param until null while it still runs */
    record Run(ModelName model, Instant since, @Nullable Instant until) {}

    /**
     * @param digest null when it ran no file of the model
     * @param until null while it still runs
     */
    record RunAt(
            ModelName model,
            @Nullable ArtifactDigest digest,
            Instant since,
            @Nullable Instant until) {}

    /** @param digest null for devices that ran no file of the model any more */
    record FileCount(@Nullable ArtifactDigest digest, long devices) {}
}
