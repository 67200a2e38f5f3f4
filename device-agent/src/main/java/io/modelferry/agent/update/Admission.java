package io.modelferry.agent.update;

import io.modelferry.agent.trust.TrustedGoals;
import io.modelferry.agent.trust.Untrusted;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.trust.VersionList;
import io.modelferry.protocol.trust.SignedModel;
import java.util.Set;

/** Lets in what is signed and current. */
final class Admission {

    private final TrustedGoals trust;
    private final HeldVersions versions;
    private final ProvenTime time;

    Admission(TrustedGoals trust, HeldVersions versions, ProvenTime time) {
        this.trust = trust;
        this.versions = versions;
        this.time = time;
    }

    /** @param signed what the publisher says of the file; {@code list} names it, and every file that a chain may pass through */
    record Admitted(SignedModel signed, VersionList list) {

        /** Whether a chain may pass through the file. */
        boolean names(ArtifactDigest digest, long lengthBytes) {
            return list.find(digest)
                    .filter(model -> model.model().equals(signed.model()) && model.lengthBytes() == lengthBytes)
                    .isPresent();
        }
    }

    Admitted admit(Errand errand) throws UpdateFailure, Untrusted {
        requireCurrent(errand.goal());
        var list = versions.atLeast(errand.goal().targetsVersion(), errand.wanted().delivery(), errand.cancellation());
        time.saw(list.issuedAt());
        return new Admitted(trust.admit(errand.wanted(), list, time.instant()), list);
    }

    /** Asked again before every activation, because downloads take time. */
    void requireCurrent(DesiredState goal) throws Untrusted {
        trust.requireCurrent(goal, time.instant());
    }

    Set<ArtifactDigest> acceptanceSetsOf(Set<ArtifactDigest> models) {
        return versions.acceptanceSetsOf(models);
    }
}
