package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Arm;
import io.modelferry.control.telemetry.Evidence.AcceptanceRun;
import io.modelferry.control.telemetry.Evidence.Unit;
import java.util.List;
import java.util.Map;

/**
 * What the field says of one arm.
 *
 * @param drawn devices in the arm
 * @param asked of those, whose evidence is asked for: of a large fleet a part
 * @param units of the asked devices that sent evidence about the arm's files, by what was drawn: a device, or a site's devices
 * @param acceptance the same devices' acceptance runs of the arm's files, whenever they were, of those that told one
 */
record ArmEvidence(
        Arm arm, int drawn, int asked, Map<String, List<Unit>> units, Map<String, List<AcceptanceRun>> acceptance) {

    ArmEvidence {
        units = Map.copyOf(units);
        acceptance = Map.copyOf(acceptance);
    }

    /** Right answers of labelled cases in the acceptance runs, by unit. */
    Shares accepted() {
        return Shares.of(acceptance.values(), AcceptanceRun::correct, AcceptanceRun::labelled);
    }

    /** Inputs answered in shadow as control answered them, by unit. */
    Shares shadowed() {
        return Shares.of(
                units.values(),
                unit -> unit.shadow().agreed(),
                unit -> unit.shadow().compared());
    }

    List<Unit> devices() {
        return units.values().stream().flatMap(List::stream).toList();
    }
}
