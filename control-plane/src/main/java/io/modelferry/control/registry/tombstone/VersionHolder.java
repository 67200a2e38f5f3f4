package io.modelferry.control.registry.tombstone;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Set;

/** Somebody who may need a version. For the rooms that know devices, rollouts and experiments; the registry knows none. */
public interface VersionHolder {

    /**
     * Why the version must stay, one hold for each reason; empty if it may go. Asked in the transaction of the deletion, after the
     * version's row was locked.
     *
     * @param files that only this version has: the published one and its variants
     */
    List<Hold> holds(ModelName model, VersionName version, Set<ArtifactDigest> files);

    /** What kind of thing needs a version. */
    enum Kind {
        ALIAS,
        OPTIMISATION,
        DELTA,
        DEVICE,
        GOAL,
        ROLLOUT,
        EXPERIMENT
    }

    /** @param why for a person, with the names of those who need it; the first few of many */
    record Hold(Kind kind, String why) {}
}
