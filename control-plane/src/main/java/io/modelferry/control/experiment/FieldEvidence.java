package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Arm;
import io.modelferry.control.experiment.ExperimentUnits.Asked;
import io.modelferry.control.telemetry.Evidence;
import io.modelferry.control.telemetry.Evidence.AcceptanceRun;
import io.modelferry.control.telemetry.Evidence.Unit;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Asks the telemetry room for each arm: windows of the arm's devices, about the arm's files, since the start. */
@Component
class FieldEvidence {

    private final Evidence evidence;

    FieldEvidence(Evidence evidence) {
        this.evidence = evidence;
    }

    /**
     * @param asked of the experiment's devices
     * @param drawn devices by arm
     */
    List<ArmEvidence> of(Experiment experiment, ArmFiles files, List<Asked> asked, Map<String, Integer> drawn) {
        var since = Objects.requireNonNullElse(experiment.startedAt(), Instant.MAX);
        var byArm = asked.stream().collect(Collectors.groupingBy(Asked::arm));
        return experiment.plan().arms().stream()
                .map(arm -> of(
                        experiment.model(),
                        arm,
                        files,
                        byArm.getOrDefault(arm.name(), List.of()),
                        drawn.getOrDefault(arm.name(), 0),
                        since))
                .toList();
    }

    private ArmEvidence of(ModelName model, Arm arm, ArmFiles files, List<Asked> asked, int drawn, Instant since) {
        var members = asked.stream().collect(Collectors.toMap(Asked::device, one -> one));
        var digests = Set.copyOf(files.files(arm));
        var told = digests.isEmpty() ? List.<Unit>of() : evidence.units(model, digests, members.keySet(), since);
        var proven =
                digests.isEmpty() ? List.<AcceptanceRun>of() : evidence.acceptance(model, digests, members.keySet());
        return new ArmEvidence(
                arm,
                drawn,
                asked.size(),
                told.stream().collect(Collectors.groupingBy(unit -> unitOf(members, unit.device()))),
                proven.stream()
                        .filter(run -> isOf(run, members, files, arm))
                        .collect(Collectors.groupingBy(run -> unitOf(members, run.device()))));
    }

    private static String unitOf(Map<DeviceId, Asked> members, DeviceId device) {
        return Optional.ofNullable(members.get(device)).map(Asked::unit).orElse("");
    }

    /** Of the file that the arm has the device run. */
    private static boolean isOf(AcceptanceRun run, Map<DeviceId, Asked> members, ArmFiles files, Arm arm) {
        return Optional.ofNullable(members.get(run.device()))
                .map(Asked::deviceClass)
                .flatMap(deviceClass -> files.file(arm, deviceClass))
                .filter(run.digest()::equals)
                .isPresent();
    }
}
