package io.modelferry.control.fleet;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads profiles: three queries for any number of devices. */
@Repository
@Transactional(readOnly = true)
class StoredProfiles implements DeviceProfiles {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;

    StoredProfiles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<DeviceId, DeviceProfile> of(Collection<DeviceId> devices) {
        var profiles = new HashMap<DeviceId, DeviceProfile>();
        if (devices.isEmpty()) {
            return profiles;
        }
        var ids = devices.stream().map(DeviceId::value).toArray(String[]::new);
        var pins = pins(ids);
        var optOuts = optOuts(ids);
        jdbc.sql("""
                        select d.id, d.time_zone, d.maintenance_window, s.maintenance_window as site_window, d.tags, d.attributes,
                               d.reported
                          from fleet_device d left join fleet_site s on s.site = d.site where d.id = any (?)""").param(ids).query(row -> {
            var id = new DeviceId(row.getString("id"));
            profiles.put(
                    id,
                    new DeviceProfile(
                            row.getString("time_zone"),
                            row.getString("maintenance_window"),
                            row.getString("site_window"),
                            List.of((String[]) row.getArray("tags").getArray()),
                            JSON.readValue(
                                    row.getString("attributes"), new TypeReference<TreeMap<String, String>>() {}),
                            JSON.readValue(
                                    row.getString("reported"), new TypeReference<TreeMap<String, JsonNode>>() {}),
                            pins.getOrDefault(id, Map.of()),
                            optOuts.get(id)));
        });
        return profiles;
    }

    private Map<DeviceId, Map<ModelName, Hold>> pins(String[] ids) {
        var pins = new HashMap<DeviceId, Map<ModelName, Hold>>();
        jdbc.sql("select device_id, model, reason, actor, at from fleet_pin where device_id = any (?)")
                .param(ids)
                .query(row -> {
                    pins.computeIfAbsent(new DeviceId(row.getString("device_id")), id -> new HashMap<>())
                            .put(new ModelName(row.getString("model")), hold(row));
                });
        return pins;
    }

    private Map<DeviceId, Hold> optOuts(String[] ids) {
        var optOuts = new HashMap<DeviceId, Hold>();
        jdbc.sql("select device_id, reason, actor, at from fleet_opt_out where device_id = any (?)")
                .param(ids)
                .query(row -> {
                    optOuts.put(new DeviceId(row.getString("device_id")), hold(row));
                });
        return optOuts;
    }

    private static Hold hold(ResultSet row) throws SQLException {
        return new Hold(
                row.getString("reason"),
                row.getString("actor"),
                row.getTimestamp("at").toInstant());
    }
}
