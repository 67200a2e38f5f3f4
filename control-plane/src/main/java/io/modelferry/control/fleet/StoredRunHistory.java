package io.modelferry.control.fleet;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Reads the history by its indexes; a million devices are counted within a second. */
@Repository
@Transactional(readOnly = true)
class StoredRunHistory implements RunHistory {

    private final JdbcClient jdbc;

    StoredRunHistory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<DeviceRuns> ranFile(ArtifactDigest digest, @Nullable DeviceId after, int limit) {
        var runs = new LinkedHashMap<String, List<Run>>();
        devices(digest, after, limit).forEach(device -> runs.put(device.value(), new ArrayList<>()));
        jdbc.sql("""
                        select device_id, model, since, until from fleet_running_interval
                         where device_id = any (?) and digest = ? order by device_id, since""")
                .param(runs.keySet().toArray(String[]::new))
                .param(digest.hex())
                .query(row -> {
                    var run = new Run(
                            new ModelName(row.getString(2)),
                            row.getTimestamp(3).toInstant(),
                            instant(row.getTimestamp(4)));
                    runs.computeIfAbsent(row.getString(1), device -> new ArrayList<>())
                            .add(run);
                });
        return runs.entrySet().stream()
                .map(entry -> new DeviceRuns(new DeviceId(entry.getKey()), entry.getValue()))
                .toList();
    }

    private List<DeviceId> devices(ArtifactDigest digest, @Nullable DeviceId after, int limit) {
        return jdbc.sql("""
                        select distinct device_id from fleet_running_history
                         where digest = ? and device_id > ? order by device_id limit ?""")
                .params(digest.hex(), after == null ? "" : after.value(), limit)
                .query((row, number) -> new DeviceId(row.getString(1)))
                .list();
    }

    @Override
    public long countRanFile(ArtifactDigest digest) {
        return jdbc.sql(
                        "select count(*) from (select distinct device_id from fleet_running_history where digest = ?) as ran")
                .param(digest.hex())
                .query(Long.class)
                .single();
    }

    @Override
    public Optional<List<RunAt>> deviceAt(DeviceId device, Instant at) {
        var known = jdbc.sql("select count(*) from fleet_device where id = ?")
                .param(device.value())
                .query(Long.class)
                .single();
        return known == 0 ? Optional.empty() : Optional.of(runsAt(device, at));
    }

    private List<RunAt> runsAt(DeviceId device, Instant at) {
        return jdbc.sql("""
                        select model, digest, since, until from fleet_running_interval
                         where device_id = :device and since <= :at and (until is null or until > :at) order by model""")
                .param("device", device.value())
                .param("at", Timestamp.from(at))
                .query((row, number) -> new RunAt(
                        new ModelName(row.getString(1)),
                        digest(row),
                        row.getTimestamp(3).toInstant(),
                        instant(row.getTimestamp(4))))
                .list();
    }

    @Override
    public List<FileCount> modelAt(ModelName model, Instant at) {
        return jdbc.sql("""
                        select count(*) as devices, digest from (
                            select distinct on (device_id) device_id, digest from fleet_running_history
                             where model = :model and since <= :at order by device_id, since desc, id desc) as latest
                         where not exists (select 1 from fleet_device d where d.id = latest.device_id
                                              and d.decommissioned_at is not null and d.decommissioned_at <= :at)
                         group by digest order by devices desc, digest""")
                .param("model", model.value())
                .param("at", Timestamp.from(at))
                .query((row, number) -> new FileCount(digest(row), row.getLong(1)))
                .list();
    }

    private static @Nullable ArtifactDigest digest(ResultSet row) throws SQLException {
        var hex = row.getString("digest");
        return hex == null ? null : new ArtifactDigest(hex);
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
