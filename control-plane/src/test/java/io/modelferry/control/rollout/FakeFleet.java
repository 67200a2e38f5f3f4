package io.modelferry.control.rollout;

import io.modelferry.control.fleet.Devices;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A fleet in memory. */
final class FakeFleet implements Devices {

    private final Map<DeviceId, DeviceView> devices = new TreeMap<>();

    synchronized void clear() {
        devices.clear();
    }

    synchronized void enrol(String id, String deviceClass, boolean lab) {
        var device = new DeviceId(id);
        devices.put(
                device,
                new DeviceView(
                        device,
                        "cellar",
                        deviceClass,
                        lab,
                        true,
                        null,
                        Instant.EPOCH,
                        "1",
                        "",
                        0,
                        Map.of(),
                        Map.of(),
                        Map.of()));
    }

    synchronized void runs(DeviceId id, ModelName model, ArtifactDigest digest, long generation) {
        change(id, device -> {
            var running = new HashMap<>(device.running());
            var previous = new HashMap<>(device.previous());
            var before = running.put(model, digest);
            if (before != null && !before.equals(digest)) {
                previous.put(model, before);
            }
            return copy(device, device.online(), generation, running, previous);
        });
    }

    synchronized void online(DeviceId id, boolean online) {
        change(id, device -> copy(device, online, device.generation(), device.running(), device.previous()));
    }

    @Override
    public synchronized List<DeviceView> all() {
        return List.copyOf(devices.values());
    }

    @Override
    public synchronized Optional<DeviceView> find(DeviceId id) {
        return Optional.ofNullable(devices.get(id));
    }

    @Override
    public List<DeviceView> page(@Nullable DeviceId afterId, int limit, String text) {
        return all();
    }

    @Override
    public FleetCounts counts() {
        return new FleetCounts(all().size(), all().size(), Map.of(), Map.of());
    }

    private void change(DeviceId id, UnaryOperator<DeviceView> change) {
        devices.computeIfPresent(id, (key, device) -> change.apply(device));
    }

    private static DeviceView copy(
            DeviceView device,
            boolean online,
            long generation,
            Map<ModelName, ArtifactDigest> running,
            Map<ModelName, ArtifactDigest> previous) {
        return new DeviceView(
                device.id(),
                device.site(),
                device.deviceClass(),
                device.lab(),
                online,
                device.lastSeen(),
                device.enrolledAt(),
                device.agentVersion(),
                device.facts(),
                generation,
                Map.copyOf(running),
                Map.copyOf(previous),
                device.quarantined());
    }
}
