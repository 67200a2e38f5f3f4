package io.modelferry.control.rollout;

import io.modelferry.control.fleet.DeviceReported;
import io.modelferry.control.fleet.DeviceReported.Kind;
import io.modelferry.control.fleet.Devices;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** A fleet that tests hold in their hands: in memory for those who ask, in the fleet's tables for those who count. It says what changed as the real one does. */
final class FakeFleet implements Devices {

    private final Map<DeviceId, DeviceView> devices = new TreeMap<>();
    private final JdbcTemplate sql;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;

    FakeFleet(JdbcTemplate sql, TransactionTemplate transaction, ApplicationEventPublisher events) {
        this.sql = sql;
        this.transaction = transaction;
        this.events = events;
    }

    synchronized void clear() {
        devices.clear();
        sql.execute("truncate fleet_device, fleet_running, fleet_enrolment_token cascade");
        sql.update("insert into fleet_enrolment_token values"
                + " ('t', 'h', '*', 'standard', 'cellar', false, 1000000, 0, 'test', now(), now())");
    }

    private void store(DeviceView device, Kind change) {
        transaction.executeWithoutResult(status -> {
            sql.update("""
                    insert into fleet_device (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint, certificate, online)
                    values (?, ?, ?, ?, now(), 't', '', '', ?) on conflict (id) do update set online = excluded.online""", device.id().value(), device.site(), device.deviceClass(), device.lab(), device.online());
            device.running()
                    .forEach((model, digest) -> sql.update("""
                    insert into fleet_running (device_id, model, digest, quarantined, since) values (?, ?, ?, '{}', now())
                    on conflict (device_id, model) do update set digest = excluded.digest""", device.id().value(), model.value(), digest.hex()));
            events.publishEvent(new DeviceReported(device.id(), change));
        });
    }

    synchronized void enrol(String id, String deviceClass, boolean lab) {
        var device = new DeviceId(id);
        var enrolled = new DeviceView(
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
                Map.of());
        devices.put(device, enrolled);
        store(enrolled, Kind.ENROLLED);
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
        store(require(id), Kind.RUNNING_CHANGED);
    }

    synchronized void online(DeviceId id, boolean online) {
        change(id, device -> copy(device, online, device.generation(), device.running(), device.previous()));
        store(require(id), online ? Kind.ONLINE : Kind.OFFLINE);
    }

    synchronized void decommission(DeviceId id) {
        devices.remove(id);
        transaction.executeWithoutResult(status -> {
            sql.update("update fleet_device set decommissioned_at = now(), online = false where id = ?", id.value());
            events.publishEvent(new DeviceReported(id, Kind.DECOMMISSIONED));
        });
    }

    private DeviceView require(DeviceId id) {
        return find(id).orElseThrow();
    }

    synchronized List<DeviceView> all() {
        return List.copyOf(devices.values());
    }

    @Override
    public synchronized Optional<DeviceView> find(DeviceId id) {
        return Optional.ofNullable(devices.get(id));
    }

    @Override
    public Set<DeviceId> hold(Collection<DeviceId> ids) {
        return Set.copyOf(ids);
    }

    @Override
    public synchronized List<DeviceView> of(Collection<DeviceId> ids) {
        return ids.stream().flatMap(id -> find(id).stream()).toList();
    }

    @Override
    public List<DeviceView> page(@Nullable DeviceId afterId, int limit, String text) {
        return all();
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
