package io.modelferry.control.rollout;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.Swap;
import io.modelferry.protocol.report.UpdateState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a device told about its updates, step by step. */
public interface UpdateHistory {

    /** Newest first. */
    List<ToldStep> of(DeviceId device, int limit);

    /**
     * @param at by the device's clock; {@code receivedAt} by ours
     * @param log the agent's last lines, oldest first; empty without a failure
     * @param swap null but for a trial's beginning
     */
    record ToldStep(
            Instant at,
            Instant receivedAt,
            long generation,
            ModelName model,
            ArtifactDigest digest,
            UpdateState state,
            @Nullable FailureCode failure,
            String detail,
            List<String> log,
            @Nullable Swap swap) {

        public ToldStep {
            log = List.copyOf(log);
        }
    }
}
