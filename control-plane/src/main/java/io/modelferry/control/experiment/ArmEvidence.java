package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Arm;
import io.modelferry.control.telemetry.Evidence.Unit;
import java.util.List;
import java.util.Map;

/**
 * What the field says of one arm.
 *
 * @param drawn devices in the arm
 * @param units of the arm's devices that sent evidence about the arm's files, by what was drawn: a device, or a site's devices
 */
record ArmEvidence(Arm arm, int drawn, Map<String, List<Unit>> units) {

    ArmEvidence {
        units = Map.copyOf(units);
    }

    List<Unit> devices() {
        return units.values().stream().flatMap(List::stream).toList();
    }
}
