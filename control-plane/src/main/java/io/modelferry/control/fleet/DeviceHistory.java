package io.modelferry.control.fleet;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a device was, not what it is. */
public interface DeviceHistory {

    /** What the device ran, newest first. */
    List<RunRecord> runs(DeviceId id, int limit);

    /** When the device was online, newest first. */
    List<PresenceRecord> presence(DeviceId id, int limit);

    /** @param digest null when it ran no file of the model */
    record RunRecord(ModelName model, @Nullable ArtifactDigest digest, Instant since) {}

    /** @param offlineAt null while it is online */
    record PresenceRecord(Instant onlineAt, @Nullable Instant offlineAt) {}
}
