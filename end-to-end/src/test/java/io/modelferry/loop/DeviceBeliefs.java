package io.modelferry.loop;

import io.modelferry.agent.trust.TrustedGoals;
import io.modelferry.agent.trust.Untrusted;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What a device of this machine believes, by the agent's own judgement and with what its agent keeps and trusts.
 *
 * @param metadata the agent's folder
 */
record DeviceBeliefs(String id, Path metadata) {

    long rootVersion() throws IOException {
        return held("root", Root.class).body().version();
    }

    /** What the device itself keeps and trusts. */
    private <T extends Metadata> Signed<T> held(String role, Class<T> type) throws IOException {
        return Signed.read(Files.readAllBytes(metadata.resolve(role + ".json")), type);
    }

    /** By the agent's own judgement, with the keys that this agent trusts. */
    boolean believesGoalBy(SigningKey key) throws IOException {
        var named = GoalKeys.of(held("targets", Targets.class).body());
        try {
            return new TrustedGoals(new DeviceId(id))
                    .newer(StolenKeys.goal(key, id), named, 1, Instant.now())
                    .isPresent();
        } catch (Untrusted refused) {
            return false;
        }
    }

    boolean believesTargetsBy(SigningKey... keys) throws IOException {
        var forged = Signed.of(held("targets", Targets.class).body(), List.of(keys));
        var root = held("root", Root.class).body();
        return forged.isSignedBy(root.role(Metadata.TARGETS), root.keys());
    }
}
