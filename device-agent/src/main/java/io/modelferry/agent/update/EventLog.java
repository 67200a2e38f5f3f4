package io.modelferry.agent.update;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.MetadataWait;
import io.modelferry.protocol.report.UpdateEvent.AcceptanceResult;
import io.modelferry.protocol.report.UpdateEvent.Swap;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The outbox of update events: numbered, kept until the server has stored them. */
public interface EventLog {

    /** An event before it gets its boot, number and time. */
    record Step(
            long generation,
            ModelName model,
            ArtifactDigest digest,
            UpdateState state,
            @Nullable FailureCode failure,
            String detail,
            Transfer transfer,
            @Nullable Swap swap,
            @Nullable AcceptanceResult acceptance,
            @Nullable MetadataWait metadataWait) {

        /** No swap, no acceptance run, and nothing is waited for. */
        public Step(
                long generation,
                ModelName model,
                ArtifactDigest digest,
                UpdateState state,
                @Nullable FailureCode failure,
                String detail,
                Transfer transfer) {
            this(generation, model, digest, state, failure, detail, transfer, null, null, null);
        }

        /** A goal was given that cannot be begun, or not even believed, without the fleet's metadata. */
        public static Step waits(
                long generation, ModelName model, ArtifactDigest digest, MetadataWait metadataWait, String why) {
            return new Step(
                    generation,
                    model,
                    digest,
                    UpdateState.ASSIGNED,
                    null,
                    MetadataWait.inWords(why),
                    Transfer.NONE,
                    null,
                    null,
                    metadataWait);
        }

        /** A goal was given that is not believed, and will not be. */
        public static Step refused(
                long generation, ModelName model, ArtifactDigest digest, FailureCode failure, String why) {
            var detail = "refused its goal: " + why;
            return new Step(generation, model, digest, UpdateState.FAILED, failure, detail, Transfer.NONE);
        }
    }

    /** Kept, and on its way if the line is up. Never blocks on the network. */
    void record(Step step);

    /** Every event of {@code boot} up to and with {@code upToSeq} is the server's. */
    void acknowledged(UUID boot, long upToSeq);

    /** Sends what is unacknowledged, oldest first: after a reconnection. */
    void resend();

    /** False when so much is unsent that no new update may begin. */
    boolean hasRoom();
}
