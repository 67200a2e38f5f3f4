package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Arm;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which file a device gets in which arm: its class decides, so that a fleet of any size is a handful of these.
 *
 * @param byVersion by version and device class
 */
record ArmFiles(List<Arm> arms, Map<VersionName, Map<String, ArtifactDigest>> byVersion) {

    ArmFiles {
        arms = List.copyOf(arms);
        byVersion = Map.copyOf(byVersion);
    }

    /** Classes that every arm has a file for: only their devices are drawn, so that arms do not differ in kind. */
    Set<String> fitting() {
        return arms.stream()
                .map(arm -> of(arm).keySet())
                .reduce((one, other) -> {
                    var both = new HashSet<>(one);
                    both.retainAll(other);
                    return both;
                })
                .orElse(Set.of());
    }

    Collection<ArtifactDigest> files(Arm arm) {
        return of(arm).values();
    }

    Optional<ArtifactDigest> file(Arm arm, String deviceClass) {
        return Optional.ofNullable(of(arm).get(deviceClass));
    }

    Map<String, ArtifactDigest> of(Arm arm) {
        return byVersion.getOrDefault(arm.version(), Map.of());
    }
}
