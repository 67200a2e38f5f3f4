package io.modelferry.control.experiment;

import io.modelferry.control.registry.tombstone.VersionHolder;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * An experiment that may run, or may still be shipped, needs the version of every arm. So does one that has ended, while a device that took
 * part has not been heard of since: it may run its arm's version without having said so.
 */
@Component
class ExperimentArms implements VersionHolder {

    private final ExperimentRows rows;

    ExperimentArms(ExperimentRows rows) {
        this.rows = rows;
    }

    @Override
    public List<Hold> holds(ModelName model, VersionName version, Set<ArtifactDigest> files) {
        return rows.of(model).stream()
                .flatMap(experiment -> hold(experiment, arms(experiment, version)).stream())
                .toList();
    }

    private static List<String> arms(Experiment experiment, VersionName version) {
        return experiment.plan().arms().stream()
                .filter(arm -> arm.version().equals(version))
                .map(ExperimentPlan.Arm::name)
                .toList();
    }

    private Optional<Hold> hold(Experiment experiment, List<String> arms) {
        if (arms.isEmpty()) {
            return Optional.empty();
        }
        return switch (experiment.state()) {
            case READY, RUNNING ->
                Optional.of(new Hold(Kind.EXPERIMENT, "experiment " + experiment.id() + " has it in an arm"));
            case STOPPED, SHIPPED ->
                rows.silentSinceTheEnd(experiment.id(), arms)
                        .hold("it may run on %s, offline since experiment " + experiment.id() + " brought it");
        };
    }
}
