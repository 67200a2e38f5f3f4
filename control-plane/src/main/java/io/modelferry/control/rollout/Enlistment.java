package io.modelferry.control.rollout;

import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.rollout.Deployments.Placed;
import io.modelferry.control.rollout.GoalRows.Aim;
import io.modelferry.protocol.ArtifactDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gives a rollout's version to the devices of its opened stages, and pins for each what it would go back to. */
@Component
class Enlistment {

    private final Deployments deployments;
    private final Goals goals;
    private final Variants variants;

    Enlistment(Deployments deployments, Goals goals, Variants variants) {
        this.deployments = deployments;
        this.goals = goals;
        this.variants = variants;
    }

    /** Adds who belongs to the opened stages and is not there yet, late joiners included. */
    List<Placed> enlist(Rollout rollout, List<Placed> placed, FleetPicture fleet, Instant now) {
        var already = placed.stream().map(Placed::device).collect(Collectors.toSet());
        var joining = fleet.targets(rollout.model(), rollout.version()).stream()
                .filter(device -> !already.contains(device.id()) && belongs(rollout, device))
                .toList();
        if (joining.isEmpty()) {
            return placed;
        }
        var desk = new Desk(rollout, fleet);
        var generations = goals.set(joining.stream().map(desk::aim).toList(), fleet, now);
        deployments.add(
                rollout.model(),
                joining.stream()
                        .map(device -> desk.place(device, generations.getOrDefault(device.id(), 0L), now))
                        .toList(),
                now);
        return deployments.of(rollout.id());
    }

    private static boolean belongs(Rollout rollout, DeviceView device) {
        for (var stage = 0; stage <= rollout.stage(); stage++) {
            var progress = rollout.stages().get(stage);
            if (progress.openedAt == null) {
                continue;
            }
            var planned = rollout.plan().stages().get(stage);
            var inside =
                    planned.lab() ? device.lab() : Cohorts.position(rollout.salt(), device.id()) <= progress.cutoff;
            if (inside) {
                return true;
            }
        }
        return false;
    }

    /** One pass over joining devices. */
    private final class Desk {

        private final Rollout rollout;
        private final FleetPicture fleet;
        private final Map<ArtifactDigest, Optional<Wanted>> known = new HashMap<>();

        Desk(Rollout rollout, FleetPicture fleet) {
            this.rollout = rollout;
            this.fleet = fleet;
        }

        Aim aim(DeviceView device) {
            var previous = previous(device);
            return new Aim(
                    device.id(),
                    rollout.model(),
                    wanted(device),
                    previous == null ? null : previous.digest(),
                    rollout.plan().terms(),
                    rollout.id());
        }

        Placed place(DeviceView device, long generation, Instant now) {
            var wanted = wanted(device);
            var running = device.running().get(rollout.model());
            var progress = wanted.digest().equals(running)
                    ? Deployment.alreadyCurrent(wanted.digest())
                    : Deployment.assigned(wanted.digest());
            return new Placed(
                    rollout.id(),
                    device.id(),
                    rollout.stage(),
                    progress,
                    wanted.lengthBytes(),
                    previous(device),
                    generation,
                    null,
                    now);
        }

        private Wanted wanted(DeviceView device) {
            return fleet.wanted(rollout.model(), rollout.version(), device).orElseThrow();
        }

        /** What the device runs, if it is a file of ours other than the new one; else what the model's line has for its class. */
        private @Nullable Wanted previous(DeviceView device) {
            var running = device.running().get(rollout.model());
            var attested = running == null || running.equals(wanted(device).digest())
                    ? Optional.<Wanted>empty()
                    : known.computeIfAbsent(
                            running, digest -> variants.byDigest(digest).map(Wanted::of));
            return attested.or(() -> rollout.previousVersion()
                            .flatMap(version -> fleet.wanted(rollout.model(), version, device)))
                    .orElse(null);
        }
    }
}
