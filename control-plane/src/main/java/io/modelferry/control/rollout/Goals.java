package io.modelferry.control.rollout;

import io.modelferry.control.delivery.PostOffice;
import io.modelferry.control.delivery.PostOffice.Letter;
import io.modelferry.control.delta.Deltas;
import io.modelferry.control.delta.Deltas.DeltaView;
import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.registry.tombstone.VersionPins;
import io.modelferry.control.rollout.GoalRows.Aim;
import io.modelferry.control.security.Signers;
import io.modelferry.control.trust.SignedModels;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DeltaOffer;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Writes, signs and posts the goals of many devices at a time, in the caller's transaction. */
@Component
class Goals {

    private static final int BATCH = 500;

    private final GoalRows rows;
    private final Deltas deltas;
    private final Versions versions;
    private final VersionPins pins;
    private final FloorCheck floor;
    private final SignedModels signed;
    private final Signers signers;
    private final PostOffice postOffice;
    private final Duration lifetime;

    Goals(
            GoalRows rows,
            Deltas deltas,
            Versions versions,
            VersionPins pins,
            FloorCheck floor,
            SignedModels signed,
            Signers signers,
            PostOffice postOffice,
            ModelferryConfiguration configuration) {
        this.rows = rows;
        this.deltas = deltas;
        this.versions = versions;
        this.pins = pins;
        this.floor = floor;
        this.signed = signed;
        this.signers = signers;
        this.postOffice = postOffice;
        this.lifetime = configuration.rollout().goalLifetime();
    }

    /** Aims devices at new files and posts their goals; the generation that says so, by device. Nobody is aimed below a floor. */
    Map<DeviceId, Long> set(Collection<Aim> wanted, FleetPicture fleet, Instant now) {
        var aims = allowed(wanted);
        pin(aims);
        rows.aim(aims);
        return issue(devicesOf(aims, fleet), now);
    }

    /** The same for devices that nobody has aimed yet. */
    void setIfFree(Collection<Aim> wanted, FleetPicture fleet, Instant now) {
        var aims = allowed(wanted);
        pin(aims);
        rows.aimIfFree(aims);
        issue(devicesOf(aims, fleet), now);
    }

    /** Devices refuse what lies below the floor: whoever was to get it keeps what it has. */
    private List<Aim> allowed(Collection<Aim> aims) {
        var below = new HashMap<ModelName, Set<VersionName>>();
        return aims.stream()
                .filter(aim -> !below.computeIfAbsent(aim.model(), floor::below)
                        .contains(aim.wanted().version()))
                .toList();
    }

    /** A version that is being deleted can begin to be wanted no more: the caller's transaction fails and is tried again. */
    private void pin(Collection<Aim> aims) {
        aims.stream()
                .map(aim -> Map.entry(aim.model(), aim.wanted().version()))
                .distinct()
                .forEach(version -> pins.pin(version.getKey(), version.getValue()));
    }

    private static List<DeviceView> devicesOf(Collection<Aim> aims, FleetPicture fleet) {
        return aims.stream()
                .map(Aim::device)
                .distinct()
                .map(fleet::find)
                .flatMap(Optional::stream)
                .toList();
    }

    /** A goal that ends before this is written anew: half of its time is over. */
    Instant renewBefore(Instant now) {
        return now.plus(lifetime.dividedBy(2));
    }

    /** Posts the goals of these devices as they stand, under the next generation. */
    Map<DeviceId, Long> issue(List<DeviceView> devices, Instant now) {
        var generations = new HashMap<DeviceId, Long>();
        var desk = new Desk(now, signed.version());
        for (var start = 0; start < devices.size(); start += BATCH) {
            var batch = devices.subList(start, Math.min(devices.size(), start + BATCH));
            generations.putAll(desk.post(batch));
        }
        return generations;
    }

    /** One pass: what is the same for many devices is asked once. */
    private final class Desk {

        private final Instant now;
        private final long targetsVersion;
        private final Map<ArtifactDigest, List<DeltaView>> deltasTo = new HashMap<>();
        private final Set<RolloutId> paused = rows.rolloutsIn(RolloutState.PAUSED);
        private final Set<RolloutId> goingBack = rows.rolloutsIn(RolloutState.ROLLING_BACK);
        private final DeltaChains chains = new DeltaChains(this::deltasTo);
        private final Map<ModelName, Map<VersionName, Optional<ArtifactDigest>>> acceptance = new HashMap<>();

        Desk(Instant now, long targetsVersion) {
            this.now = now;
            this.targetsVersion = targetsVersion;
        }

        Map<DeviceId, Long> post(List<DeviceView> devices) {
            // the generations first: they hold the devices' rows, so the aims read after them are the last word
            var generations = rows.nextGenerations(
                    devices, now, now.plus(lifetime), signers.goalKey().id());
            var aims = rows.aimsOf(devices.stream().map(DeviceView::id).toList());
            var letters = new ArrayList<Letter>(devices.size());
            for (var device : devices) {
                var generation = generations.getOrDefault(device.id(), 0L);
                letters.add(letter(device, generation, aims.getOrDefault(device.id(), List.of())));
            }
            postOffice.post(letters);
            return generations;
        }

        private Letter letter(DeviceView device, long generation, List<Aim> aims) {
            var models = aims.stream().map(aim -> desired(device, aim)).toList();
            var goal = new DesiredState(device.id(), generation, now, now.plus(lifetime), targetsVersion, models);
            return new Letter(device.id(), generation, signers.signGoal(goal), enclosures(models), brakes(aims));
        }

        private boolean brakes(List<Aim> aims) {
            return aims.stream().anyMatch(aim -> isOf(paused, aim) || isOf(goingBack, aim));
        }

        private static boolean isOf(Set<RolloutId> rollouts, Aim aim) {
            return aim.rollout() != null && rollouts.contains(aim.rollout());
        }

        private DesiredModel desired(DeviceView device, Aim aim) {
            var offers = offers(device, aim);
            return new DesiredModel(
                    aim.model(),
                    aim.wanted().version(),
                    aim.wanted().variant(),
                    aim.wanted().digest(),
                    aim.wanted().lengthBytes(),
                    offers,
                    aim.keep() == null ? List.of() : List.of(aim.keep()),
                    aim.terms().delivery(),
                    aim.terms().probation(),
                    aim.rollout() == null ? "none" : aim.rollout().value(),
                    aim.retry(),
                    offers.isEmpty() ? chains.to(aim.wanted().digest(), held(device, aim)) : null,
                    isOf(paused, aim) ? true : null);
        }

        /** Deltas from files that the device holds, cheapest first. */
        private List<DeltaOffer> offers(DeviceView device, Aim aim) {
            var held = held(device, aim);
            return deltasTo(aim.wanted().digest()).stream()
                    .filter(delta -> held.contains(delta.base()))
                    .sorted(Comparator.comparingLong(DeltaView::lengthBytes))
                    .map(delta -> new DeltaOffer(delta.base(), delta.delta(), delta.lengthBytes()))
                    .toList();
        }

        private List<DeltaView> deltasTo(ArtifactDigest target) {
            return deltasTo.computeIfAbsent(target, deltas::to);
        }

        private static Set<ArtifactDigest> held(DeviceView device, Aim aim) {
            var held = new HashSet<ArtifactDigest>();
            Optional.ofNullable(device.running().get(aim.model())).ifPresent(held::add);
            Optional.ofNullable(device.previous().get(aim.model())).ifPresent(held::add);
            Optional.ofNullable(aim.keep()).ifPresent(held::add);
            return held.contains(aim.wanted().digest()) ? Set.of() : held;
        }

        private Set<ArtifactDigest> enclosures(List<DesiredModel> models) {
            var enclosed = new HashSet<ArtifactDigest>();
            for (var model : models) {
                enclosed.add(model.digest());
                model.deltas().forEach(offer -> enclosed.add(offer.delta()));
                if (model.hops() != null) {
                    model.hops().forEach(hop -> enclosed.add(hop.delta()));
                }
                acceptanceOf(model).ifPresent(enclosed::add);
            }
            return enclosed;
        }

        private Optional<ArtifactDigest> acceptanceOf(DesiredModel model) {
            return acceptance
                    .computeIfAbsent(model.model(), name -> new HashMap<>())
                    .computeIfAbsent(
                            model.version(),
                            version -> versions.find(model.model(), version).map(VersionView::acceptance));
        }
    }
}
