package io.modelferry.control.rollout;

import io.modelferry.control.delta.Deltas;
import io.modelferry.control.delta.Deltas.DeltaView;
import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.rollout.Deployments.Placed;
import io.modelferry.control.rollout.GoalRows.Aim;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gives a rollout's version to the devices of its opened stages, and pins for each what it would go back to. */
@Component
class Enlistment {

    /** Devices of one tick: so many goals are signed and stored in under 200 ms while the broker takes in those of the look before. */
    static final int BATCH = 200;

    private final Deployments deployments;
    private final Goals goals;
    private final Variants variants;
    private final RolloutQueue queue;
    private final FleetPictures fleet;
    private final Deltas deltas;
    private final FloorCheck floor;

    Enlistment(
            Deployments deployments,
            Goals goals,
            Variants variants,
            RolloutQueue queue,
            FleetPictures fleet,
            Deltas deltas,
            FloorCheck floor) {
        this.deployments = deployments;
        this.goals = goals;
        this.variants = variants;
        this.queue = queue;
        this.fleet = fleet;
        this.deltas = deltas;
        this.floor = floor;
    }

    /**
     * Takes the next devices of the opened stages out of the queue and gives them the version.
     *
     * @param turn how many, and where
     * @return whether the turn was used up: more may follow at once
     */
    boolean enlist(Rollout rollout, long cutoff, Pacer.Turn turn, Instant now) {
        if (turn.most() == 0) {
            return false;
        }
        queue.dropHeld(rollout.id(), rollout.model(), rollout.salt());
        var drawn = queue.next(rollout.id(), cutoff, turn.most(), turn.hours());
        if (drawn.isEmpty()) {
            return false;
        }
        var next = fleet.hold(drawn);
        var picture = fleet.of(next);
        var fitting = picture.targets(rollout.model(), rollout.version());
        var joining = affordable(rollout, next, fitting, picture, turn);
        if (!joining.isEmpty()) {
            place(rollout, joining, picture, now);
        }
        turn.given(joining.size());
        var leaving = new HashSet<>(next);
        fitting.forEach(device -> leaving.remove(device.id()));
        joining.forEach(device -> leaving.add(device.id()));
        queue.leave(rollout.id(), rollout.salt(), leaving);
        return !leaving.isEmpty() && leaving.size() + drawn.size() - next.size() == BATCH;
    }

    /** In the order of the draw; a site whose bytes are spent does not hold up the others. */
    private List<DeviceView> affordable(
            Rollout rollout, List<DeviceId> order, List<DeviceView> fitting, FleetPicture fleet, Pacer.Turn turn) {
        if (rollout.plan().pace().budget() == null) {
            return fitting;
        }
        var byId = fitting.stream().collect(Collectors.toMap(DeviceView::id, device -> device));
        var desk = new Desk(rollout, fleet);
        return order.stream()
                .map(byId::get)
                .filter(Objects::nonNull)
                .filter(device ->
                        !turn.closedSites().contains(device.site()) && turn.affords(device.site(), desk.bytes(device)))
                .toList();
    }

    private void place(Rollout rollout, List<DeviceView> joining, FleetPicture picture, Instant now) {
        var desk = new Desk(rollout, picture);
        var generations = goals.set(joining.stream().map(desk::aim).toList(), picture, now);
        deployments.add(
                rollout.model(),
                joining.stream()
                        .map(device -> desk.place(device, generations.getOrDefault(device.id(), 0L), now))
                        .toList(),
                now);
    }

    /** One pass over joining devices. */
    private final class Desk {

        private final Rollout rollout;
        private final FleetPicture fleet;
        private final Map<ArtifactDigest, Optional<Wanted>> known = new HashMap<>();
        private final Set<VersionName> below;

        Desk(Rollout rollout, FleetPicture fleet) {
            this.rollout = rollout;
            this.fleet = fleet;
            this.below = floor.below(rollout.model());
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

        /** What it will have to fetch, as a rule: the smallest delta from what it runs, else the whole file. */
        long bytes(DeviceView device) {
            var wanted = wanted(device);
            var running = device.running().get(rollout.model());
            return wanted.digest().equals(running)
                    ? 0
                    : deltas.to(wanted.digest()).stream()
                            .filter(delta -> delta.base().equals(running))
                            .mapToLong(DeltaView::lengthBytes)
                            .min()
                            .orElse(wanted.lengthBytes());
        }

        Placed place(DeviceView device, long generation, Instant now) {
            var wanted = wanted(device);
            var running = device.running().get(rollout.model());
            var previous = previous(device);
            var progress = wanted.digest().equals(running)
                    ? Deployment.alreadyCurrent(wanted.digest())
                    : Deployment.assigned(wanted.digest());
            return new Placed(
                    rollout.id(),
                    device.id(),
                    rollout.stage(),
                    progress,
                    wanted.lengthBytes(),
                    previous,
                    generation,
                    null,
                    now,
                    Cohorts.position(rollout.salt(), device.id()),
                    "",
                    device.online(),
                    runs(running, wanted, previous));
        }

        private static String runs(@Nullable ArtifactDigest running, Wanted wanted, @Nullable Wanted previous) {
            if (wanted.digest().equals(running)) {
                return "NEW";
            }
            return previous != null && previous.digest().equals(running) ? "OLD" : "OTHER";
        }

        private Wanted wanted(DeviceView device) {
            return fleet.wanted(rollout.model(), rollout.version(), device).orElseThrow();
        }

        /**
         * What the device runs, if it is a file of ours other than the new one; else what the model's line has for its class. Never what lies
         * below the floor: the device would refuse to go there.
         */
        private @Nullable Wanted previous(DeviceView device) {
            var running = device.running().get(rollout.model());
            var attested = running == null || running.equals(wanted(device).digest())
                    ? Optional.<Wanted>empty()
                    : known.computeIfAbsent(
                            running,
                            digest -> variants.byDigest(digest)
                                    .filter(variant -> variant.status().equals("OFFERED"))
                                    .map(Wanted::of)
                                    .filter(this::mayRun));
            return attested.or(() -> rollout.previousVersion()
                            .flatMap(version -> fleet.wanted(rollout.model(), version, device))
                            .filter(this::mayRun))
                    .orElse(null);
        }

        private boolean mayRun(Wanted file) {
            return !below.contains(file.version());
        }
    }
}
