package io.modelferry.control.fleet;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Reads devices: two queries for any number of them. */
@Repository
@Transactional(readOnly = true)
class StoredDevices implements Devices, DeviceSearch, DeviceHistory {

    private static final String COLUMNS = """
            select id, site, device_class, lab, online, last_seen, enrolled_at, agent_version, facts, generation
              from fleet_device d where decommissioned_at is null
            """;

    private static final String FOUND = " from fleet_device d where decommissioned_at is null and ";

    /** Those who are enrolled, and nobody else, have words. */
    private static final String MENTIONED = " from fleet_device_words where ";

    private final JdbcClient jdbc;

    StoredDevices(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<DeviceView> find(DeviceId id) {
        return views(COLUMNS + " and id = :id", Map.of("id", id.value())).stream()
                .findFirst();
    }

    @Override
    public List<DeviceView> of(Collection<DeviceId> ids) {
        return views(
                COLUMNS + " and id = any (:ids)",
                Map.of("ids", ids.stream().map(DeviceId::value).toArray(String[]::new)));
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public Set<DeviceId> hold(Collection<DeviceId> ids) {
        return jdbc.sql("select id from fleet_device where id = any (?) for share skip locked")
                .param(ids.stream().map(DeviceId::value).toArray(String[]::new))
                .query((row, n) -> new DeviceId(row.getString(1)))
                .set();
    }

    @Override
    public List<DeviceView> page(@Nullable DeviceId afterId, int limit, String text) {
        return page(SqlCondition.ENROLLED, afterId, limit, text);
    }

    @Override
    public List<DeviceView> page(SqlCondition condition, @Nullable DeviceId afterId, int limit, String text) {
        var asked = new HashMap<String, Object>(asked(condition, text));
        asked.put("after", afterId == null ? "" : afterId.value());
        asked.put("limit", limit);
        var which = searchesEverybody(condition, text)
                ? " and id = any (array(select device_id" + mentioned(text)
                        + " and device_id > :after order by device_id limit :limit)) order by id"
                : " and " + condition.sql() + mentions(text) + " and id > :after order by id limit :limit";
        return views(COLUMNS + which, asked);
    }

    @Override
    public long count(SqlCondition condition, String text) {
        return number("select count(*)" + all(condition, text), asked(condition, text));
    }

    @Override
    public long countUpTo(long most, SqlCondition condition, String text) {
        var asked = new HashMap<String, Object>(asked(condition, text));
        asked.put("most", most);
        return number("select count(*) from (select 1" + all(condition, text) + " limit :most) found", asked);
    }

    private static String all(SqlCondition condition, String text) {
        return searchesEverybody(condition, text) ? mentioned(text) : FOUND + condition.sql() + mentions(text);
    }

    private static Map<String, Object> asked(SqlCondition condition, String text) {
        return condition.with(text.isEmpty() ? Map.of() : new TextSearch(text).parameters());
    }

    private static String mentioned(String text) {
        return MENTIONED + new TextSearch(text).sql();
    }

    /** Then the words say all, and are a small part of what is stored of a device. */
    private static boolean searchesEverybody(SqlCondition condition, String text) {
        return condition.equals(SqlCondition.ENROLLED) && !text.isEmpty();
    }

    private long number(String sql, Map<String, ?> parameters) {
        return jdbc.sql(sql).params(parameters).query(Long.class).single();
    }

    /** Left out when nothing is asked for: the database would look at every row. */
    private static String mentions(String text) {
        return text.isEmpty() ? "" : " and id in (select device_id" + mentioned(text) + ")";
    }

    @Override
    public List<RunRecord> runs(DeviceId id, int limit) {
        return jdbc.sql(
                        "select model, digest, since from fleet_running_history where device_id = ? order by since desc limit ?")
                .params(id.value(), limit)
                .query((row, n) -> new RunRecord(
                        new ModelName(row.getString(1)),
                        digest(row.getString(2)),
                        row.getTimestamp(3).toInstant()))
                .list();
    }

    @Override
    public List<PresenceRecord> presence(DeviceId id, int limit) {
        return jdbc.sql(
                        "select online_at, offline_at from fleet_presence where device_id = ? order by online_at desc limit ?")
                .params(id.value(), limit)
                .query((row, n) -> new PresenceRecord(row.getTimestamp(1).toInstant(), instant(row.getTimestamp(2))))
                .list();
    }

    private List<DeviceView> views(String sql, Map<String, ?> parameters) {
        var rows = jdbc.sql(sql).params(parameters).query(StoredDevices::row).list();
        var running = runningOf(rows.stream().map(row -> row.id().value()).toList());
        return rows.stream()
                .map(row -> row.with(running.getOrDefault(row.id().value(), new Runs())))
                .toList();
    }

    private Map<String, Runs> runningOf(List<String> ids) {
        var runs = new HashMap<String, Runs>();
        if (ids.isEmpty()) {
            return runs;
        }
        jdbc.sql("select device_id, model, digest, previous, quarantined from fleet_running where device_id = any (?)")
                .param(ids.toArray(String[]::new))
                .query(row -> {
                    runs.computeIfAbsent(row.getString(1), id -> new Runs()).add(row);
                });
        return runs;
    }

    private static Row row(ResultSet row, int n) throws SQLException {
        return new Row(
                new DeviceId(row.getString("id")),
                row.getString("site"),
                row.getString("device_class"),
                row.getBoolean("lab"),
                row.getBoolean("online"),
                instant(row.getTimestamp("last_seen")),
                row.getTimestamp("enrolled_at").toInstant(),
                row.getString("agent_version"),
                row.getString("facts"),
                row.getLong("generation"));
    }

    private record Row(
            DeviceId id,
            String site,
            String deviceClass,
            boolean lab,
            boolean online,
            @Nullable Instant lastSeen,
            Instant enrolledAt,
            String agentVersion,
            String facts,
            long generation) {

        DeviceView with(Runs runs) {
            return new DeviceView(
                    id,
                    site,
                    deviceClass,
                    lab,
                    online,
                    lastSeen,
                    enrolledAt,
                    agentVersion,
                    facts,
                    generation,
                    runs.running,
                    runs.previous,
                    runs.quarantined);
        }
    }

    /** What one device runs, by model. */
    private static final class Runs {

        private final Map<ModelName, ArtifactDigest> running = new HashMap<>();
        private final Map<ModelName, ArtifactDigest> previous = new HashMap<>();
        private final Map<ModelName, List<ArtifactDigest>> quarantined = new HashMap<>();

        void add(ResultSet row) throws SQLException {
            var model = new ModelName(row.getString("model"));
            put(running, model, row.getString("digest"));
            put(previous, model, row.getString("previous"));
            var refused = (String[]) row.getArray("quarantined").getArray();
            quarantined.put(
                    model, Arrays.stream(refused).map(ArtifactDigest::new).toList());
        }

        private static void put(Map<ModelName, ArtifactDigest> map, ModelName model, @Nullable String hex) {
            if (hex != null) {
                map.put(model, new ArtifactDigest(hex));
            }
        }
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static @Nullable ArtifactDigest digest(@Nullable String hex) {
        return hex == null ? null : new ArtifactDigest(hex);
    }
}
