package io.modelferry.control.registry;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.Set;

/** What a recall does to the fleet. For the room that decides what devices run; the registry knows no devices. */
public interface RecallEffects {

    /**
     * Running rollouts of the version end, and every device that runs it is asked to run the model's earlier good version.
     * Called in the transaction of the recall: what it throws takes the recall back.
     *
     * @param files every signed file of the version, the published one and its variants; never empty
     * @param reason for timelines and the audit
     * @param actor the operator's name
     */
    void recalled(ModelName model, VersionName version, Set<ArtifactDigest> files, String reason, String actor);
}
