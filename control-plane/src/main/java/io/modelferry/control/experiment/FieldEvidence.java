package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Arm;
import io.modelferry.control.experiment.ExperimentRows.Drawn;
import io.modelferry.control.telemetry.Evidence;
import io.modelferry.control.telemetry.Evidence.AcceptanceRun;
import io.modelferry.control.telemetry.Evidence.Unit;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Asks the telemetry room for each arm: windows of the arm's devices, about the arm's files, since the start. */
@Component
class FieldEvidence {

    private final Evidence evidence;

    FieldEvidence(Evidence evidence) {
        this.evidence = evidence;
    }

    /** @param digests by device, the file that its arm has it run */
    List<ArmEvidence> of(Experiment experiment, Collection<Drawn> drawn, Map<DeviceId, ArtifactDigest> digests) {
        var since = Objects.requireNonNullElse(experiment.startedAt(), Instant.MAX);
        return experiment.plan().arms().stream()
                .map(arm -> of(experiment, arm, members(drawn, arm), digests, since))
                .toList();
    }

    private static Map<DeviceId, String> members(Collection<Drawn> drawn, Arm arm) {
        return drawn.stream()
                .filter(one -> one.arm().equals(arm.name()))
                .collect(Collectors.toMap(Drawn::device, Drawn::unit));
    }

    private ArmEvidence of(
            Experiment experiment,
            Arm arm,
            Map<DeviceId, String> members,
            Map<DeviceId, ArtifactDigest> digests,
            Instant since) {
        var files = members.keySet().stream()
                .map(digests::get)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        var told =
                files.isEmpty() ? List.<Unit>of() : evidence.units(experiment.model(), files, members.keySet(), since);
        var units = told.stream()
                .collect(Collectors.groupingBy(unit -> members.getOrDefault(unit.device(), ""), Collectors.toList()));
        var proven = files.isEmpty()
                ? List.<AcceptanceRun>of()
                : evidence.acceptance(experiment.model(), files, members.keySet());
        return new ArmEvidence(
                arm,
                members.size(),
                units,
                proven.stream()
                        .filter(run -> run.digest().equals(digests.get(run.device())))
                        .collect(Collectors.groupingBy(run -> members.getOrDefault(run.device(), ""))));
    }
}
