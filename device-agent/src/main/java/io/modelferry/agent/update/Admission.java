package io.modelferry.agent.update;

import io.modelferry.agent.trust.SignedTargets;
import io.modelferry.agent.trust.TrustedGoals;
import io.modelferry.agent.trust.Untrusted;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.MetadataWait;
import io.modelferry.protocol.trust.SignedModel;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets in what is signed and current. */
final class Admission {

    private final TrustedGoals trust;
    private final Repository repository;
    private final ProvenTime time;

    Admission(TrustedGoals trust, Repository repository, ProvenTime time) {
        this.trust = trust;
        this.repository = repository;
        this.time = time;
    }

    /** @param signed what the publisher says of the file; {@code targets} name it, and every file that a chain may pass through */
    record Admitted(SignedModel signed, SignedTargets targets) {

        /** Whether a chain may pass through what the delta makes. */
        boolean names(DeltaHop delta) {
            return targets.name(signed.model(), delta.result(), delta.resultBytes());
        }
    }

    Admitted admit(Errand errand) throws UpdateFailure, Untrusted {
        requireCurrent(errand.goal());
        var targets = targets(errand);
        return new Admitted(trust.admit(errand.wanted(), targets, time.instant()), targets);
    }

    private SignedTargets targets(Errand errand) throws UpdateFailure {
        var wanted = errand.goal().targetsVersion();
        var held = repository.held();
        if (held.isPresent() && held.get().version() >= wanted && held.get().isCurrent(time.instant())) {
            errand.journey().waitsFor(null);
            return held.get();
        }
        var fresh = refreshed(errand);
        if (fresh.version() < wanted) {
            errand.journey().waitsFor(MetadataWait.NOT_SERVED);
            throw new UpdateFailure(
                    FailureCode.NETWORK,
                    "the server still serves targets %d, not %d".formatted(fresh.version(), wanted));
        }
        errand.journey().waitsFor(null);
        return fresh;
    }

    private SignedTargets refreshed(Errand errand) throws UpdateFailure {
        try {
            var fresh = repository.refreshed(time.instant(), errand.wanted().delivery(), errand.cancellation());
            time.saw(fresh);
            return fresh;
        } catch (UpdateFailure e) {
            errand.journey().waitsFor(waitAfter(e.code()));
            throw e;
        }
    }

    /** What a device waits for whose refresh ended so; null if somebody called it off. */
    static @Nullable MetadataWait waitAfter(FailureCode code) {
        if (code == FailureCode.INTERRUPTED) {
            return null;
        }
        if (code == FailureCode.METADATA_REFUSED) {
            return MetadataWait.REFUSED;
        }
        return code == FailureCode.STORAGE_FAILED || code == FailureCode.DISK_LOW
                ? MetadataWait.NOT_KEPT
                : MetadataWait.UNREACHABLE;
    }

    /** Those of the offered deltas that are signed. */
    Set<DeltaHop> signed(Collection<DeltaHop> offered, Errand errand) throws UpdateFailure, Untrusted {
        return repository.signed(
                errand.model(), offered, time.instant(), errand.wanted().delivery(), errand.cancellation());
    }

    /** Asked again before every activation, because downloads take time. */
    void requireCurrent(DesiredState goal) throws Untrusted {
        trust.requireCurrent(goal, time.instant());
    }

    Set<ArtifactDigest> acceptanceSetsOf(Set<ArtifactDigest> models) {
        return repository
                .held()
                .map(targets -> targets.acceptanceSetsOf(models))
                .orElse(Set.of());
    }
}
