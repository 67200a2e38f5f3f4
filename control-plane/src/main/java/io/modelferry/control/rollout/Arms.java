package io.modelferry.control.rollout;

import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.rollout.Deployments.Placed;
import io.modelferry.control.rollout.Judge.Arm;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/**
 * Draws the two arms of a stage. Treatment are the devices that were given the version, control those that still wait in
 * the queue and run the version before it. In a percent stage, lab devices are in neither arm: nobody drew them by lot. Of a large fleet the
 * first and the last in the draw are taken: chance put them there.
 */
@Component
class Arms {

    /** Devices of an arm that are asked. */
    static final int MOST = 5000;

    private final Deployments deployments;
    private final RolloutQueue queue;
    private final FleetPictures fleet;
    private final Variants variants;

    Arms(Deployments deployments, RolloutQueue queue, FleetPictures fleet, Variants variants) {
        this.deployments = deployments;
        this.queue = queue;
        this.fleet = fleet;
        this.variants = variants;
    }

    /** Those that still wait and run the version before it; empty where everybody has been given the version. */
    Optional<Arm> control(Rollout rollout) {
        if (queue.empty(rollout.id())) {
            return Optional.empty();
        }
        var pinned =
                rollout
                        .previousVersion()
                        .map(version -> variants.of(rollout.model(), version))
                        .orElse(List.of())
                        .stream()
                        .map(Variants.VariantView::digest)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
        return Optional.of(new Arm(pinned, devicesOn(pinned, rollout)));
    }

    /** Those that were given the version. */
    Arm treatment(Rollout rollout) {
        var stages = IntStream.rangeClosed(0, rollout.stage())
                .filter(stage -> !rollout.stagePlan().drawn()
                        || rollout.plan().stages().get(stage).drawn())
                .boxed()
                .toList();
        var placed = deployments.first(rollout.id(), stages, MOST);
        return new Arm(
                placed.stream().map(one -> one.progress().digest()).collect(Collectors.toSet()),
                placed.stream().map(Placed::device).collect(Collectors.toSet()));
    }

    private Set<DeviceId> devicesOn(Set<ArtifactDigest> pinned, Rollout rollout) {
        var devices = new HashSet<DeviceId>();
        var waiting = queue.last(rollout.id(), MOST);
        for (var device : fleet.of(waiting).targets(rollout.model(), rollout.version())) {
            var running = device.running().get(rollout.model());
            if (running != null
                    && pinned.contains(running)
                    && (!rollout.stagePlan().drawn() || !drawnByHand(rollout, device))) {
                devices.add(device.id());
            }
        }
        return devices;
    }

    private static boolean drawnByHand(Rollout rollout, DeviceView device) {
        return device.lab() && rollout.plan().stages().getFirst().lab();
    }
}
