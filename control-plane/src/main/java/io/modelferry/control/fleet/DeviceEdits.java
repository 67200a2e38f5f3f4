package io.modelferry.control.fleet;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.protocol.DeviceId;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Changes what operators own of devices: one statement for one device or for a million. */
@Service
@Transactional
public class DeviceEdits {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String CHANGE = """
            update fleet_device d
               set site = coalesce(cast(:site as text), site),
                   device_class = coalesce(cast(:class as text), device_class),
                   lab = coalesce(cast(:lab as boolean), lab),
                   time_zone = case when cast(:zone as text) is null then time_zone else nullif(:zone, '') end,
                   maintenance_window = case when cast(:window as text) is null then maintenance_window
                                             else nullif(:window, '') end,
                   attributes = (attributes || cast(:set as jsonb)) - cast(:unset as text[]),
                   tags = array(select distinct t from unnest(tags || cast(:tag as text[])) t
                                 where t <> all (cast(:untag as text[])) order by t)
             where d.decommissioned_at is null and %s
            returning id, cardinality(tags), (select count(*) from jsonb_object_keys(attributes))""";

    private final JdbcClient jdbc;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;

    DeviceEdits(JdbcClient jdbc, AuditTrail audit, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.events = events;
    }

    /** @throws Refusal 404 for a device that is not enrolled; 422 if it would have too many tags or attributes */
    public void change(DeviceId device, DeviceChange change) {
        var one = new SqlCondition("(d.id = :target)", Map.of("target", device.value()));
        if (write(one, change) == 0) {
            throw Refusal.notFound("device", device);
        }
        audit.record("device.changed", "device", device.value(), change.inWords());
    }

    /**
     * Changes every enrolled device that the condition selects.
     *
     * @param words the condition as the operator wrote it, for the audit trail
     * @param expected how many devices it must be
     * @throws Refusal 409 if it is another number by now; nothing is changed then
     */
    public long change(SqlCondition devices, String words, DeviceChange change, long expected) {
        var changed = write(devices, change);
        if (changed != expected) {
            throw Refusal.conflict(
                    "count-changed",
                    "The filter selects %d devices, not %d: look again with dryRun.".formatted(changed, expected));
        }
        var details = new HashMap<>(change.inWords());
        details.put("filter", words);
        details.put("devices", changed);
        audit.record("devices.changed", "fleet", "fleet", details);
        return changed;
    }

    private long write(SqlCondition devices, DeviceChange change) {
        var written = jdbc.sql(CHANGE.formatted(devices.sql()))
                .params(devices.parameters())
                .param("site", change.site())
                .param("class", change.deviceClass())
                .param("lab", change.lab())
                .param("zone", change.timeZone())
                .param("window", change.window())
                .param("set", JSON.writeValueAsString(change.set()))
                .param("unset", change.unset().toArray(String[]::new))
                .param("tag", change.tag().toArray(String[]::new))
                .param("untag", change.untag().toArray(String[]::new))
                .query((row, n) -> new Written(new DeviceId(row.getString(1)), row.getInt(2), row.getInt(3)))
                .list();
        requireRoom("tag", written.stream().mapToInt(Written::tags).max().orElse(0));
        requireRoom(
                "attributes",
                written.stream().mapToInt(Written::attributes).max().orElse(0));
        events.publishEvent(
                new DevicesRedescribed(written.stream().map(Written::device).toList()));
        return written.size();
    }

    /** How many of each the device has now. */
    private record Written(DeviceId device, int tags, int attributes) {}

    private static void requireRoom(String field, int most) {
        if (most > DeviceChange.MOST) {
            throw Refusal.invalid(
                    "too-many",
                    "%s: a device would have %d, at most %d.".formatted(field, most, DeviceChange.MOST),
                    Map.of("field", field));
        }
    }
}
