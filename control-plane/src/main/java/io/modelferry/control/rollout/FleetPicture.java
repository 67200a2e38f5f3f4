package io.modelferry.control.rollout;

import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fleet at one moment: asked once, looked at by every decision of that moment. */
final class FleetPicture {

    private final Map<DeviceId, DeviceView> devices = new LinkedHashMap<>();
    private final Variants variants;
    private final Map<Line, Optional<Wanted>> chosen = new HashMap<>();

    private record Line(ModelName model, VersionName version, String deviceClass) {}

    FleetPicture(Collection<DeviceView> fleet, Variants variants) {
        fleet.forEach(device -> devices.put(device.id(), device));
        this.variants = variants;
    }

    Collection<DeviceView> all() {
        return devices.values();
    }

    Optional<DeviceView> find(DeviceId id) {
        return Optional.ofNullable(devices.get(id));
    }

    boolean online(DeviceId id) {
        return find(id).map(DeviceView::online).orElse(false);
    }

    @Nullable
    ArtifactDigest running(DeviceId id, ModelName model) {
        return find(id).map(device -> device.running().get(model)).orElse(null);
    }

    /** The file of a version for a device's class; empty if no variant fits it. */
    Optional<Wanted> wanted(ModelName model, VersionName version, DeviceView device) {
        return chosen.computeIfAbsent(
                new Line(model, version, device.deviceClass()),
                line -> variants.choose(line.model(), line.version(), line.deviceClass())
                        .map(choice -> Wanted.of(choice.variant())));
    }

    /** Devices that could run the version. */
    List<DeviceView> targets(ModelName model, VersionName version) {
        return all().stream()
                .filter(device -> wanted(model, version, device).isPresent())
                .toList();
    }
}
