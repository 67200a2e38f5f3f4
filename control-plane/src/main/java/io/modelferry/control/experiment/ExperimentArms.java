package io.modelferry.control.experiment;

import io.modelferry.control.registry.VersionHolder;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** An experiment that may run, or may still be shipped, needs the version of every arm. */
@Component
class ExperimentArms implements VersionHolder {

    private final ExperimentRows rows;

    ExperimentArms(ExperimentRows rows) {
        this.rows = rows;
    }

    @Override
    public List<String> holds(ModelName model, VersionName version, Set<ArtifactDigest> files) {
        return rows.open(model).stream()
                .filter(experiment -> experiment.plan().versions().contains(version))
                .map(experiment -> "experiment " + experiment.id() + " has it in an arm")
                .toList();
    }
}
