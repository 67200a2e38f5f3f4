package io.modelferry.control.rollout;

import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.rollout.Deployments.Placed;
import io.modelferry.control.rollout.Judge.Arm;
import io.modelferry.control.rollout.Judge.Judgement;
import io.modelferry.control.rollout.Judge.Judgement.CannotTell;
import io.modelferry.control.rollout.Judge.Question;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Draws the two arms of a stage and asks the judge. Treatment are the devices that were given the version, control the targeted
 * devices that were not and still run the version before it. In a percent stage, lab devices are in neither arm: nobody drew
 * them by lot.
 */
@Component
class Arms {

    private final Variants variants;
    private final Judge judge;

    Arms(Variants variants, Judge judge) {
        this.variants = variants;
        this.judge = judge;
    }

    /** Empty where nothing is to be compared: no accuracy gate, or everybody has been given the version. */
    Optional<Judgement> judge(Rollout rollout, List<Placed> placed, FleetPicture fleet, Instant openedAt) {
        var maxDrop = rollout.plan().gate().maxAccuracyDrop();
        var untreated = untreated(rollout, placed, fleet);
        if (maxDrop == null || untreated.isEmpty()) {
            return Optional.empty();
        }
        var treatment = treatment(rollout, placed);
        var control = control(rollout, untreated);
        if (treatment.devices().isEmpty() || control.devices().isEmpty()) {
            var empty = treatment.devices().isEmpty() ? "treatment" : "control";
            return Optional.of(new CannotTell(null, "no device is in " + empty));
        }
        return Optional.of(judge.judge(new Question(
                rollout.id().value(),
                rollout.model(),
                treatment,
                control,
                openedAt,
                maxDrop,
                rollout.plan().gate().minSamples())));
    }

    private static List<DeviceView> untreated(Rollout rollout, List<Placed> placed, FleetPicture fleet) {
        var treated = placed.stream().map(Placed::device).collect(Collectors.toSet());
        return fleet.targets(rollout.model(), rollout.version()).stream()
                .filter(device -> !treated.contains(device.id()))
                .toList();
    }

    private static Arm treatment(Rollout rollout, List<Placed> placed) {
        var devices = new HashSet<DeviceId>();
        var digests = new HashSet<ArtifactDigest>();
        for (var one : placed) {
            if (rollout.stagePlan().lab()
                    || !rollout.plan().stages().get(one.stage()).lab()) {
                devices.add(one.device());
                digests.add(one.progress().digest());
            }
        }
        return new Arm(digests, devices);
    }

    private Arm control(Rollout rollout, List<DeviceView> untreated) {
        var pinned =
                rollout
                        .previousVersion()
                        .map(version -> variants.of(rollout.model(), version))
                        .orElse(List.of())
                        .stream()
                        .map(Variants.VariantView::digest)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
        return new Arm(pinned, devicesOn(pinned, rollout, untreated));
    }

    private static Set<DeviceId> devicesOn(Set<ArtifactDigest> pinned, Rollout rollout, List<DeviceView> untreated) {
        var devices = new HashSet<DeviceId>();
        for (var device : untreated) {
            var running = device.running().get(rollout.model());
            if (running != null
                    && pinned.contains(running)
                    && (rollout.stagePlan().lab() || !drawnByHand(rollout, device))) {
                devices.add(device.id());
            }
        }
        return devices;
    }

    private static boolean drawnByHand(Rollout rollout, DeviceView device) {
        return device.lab() && rollout.plan().stages().getFirst().lab();
    }
}
