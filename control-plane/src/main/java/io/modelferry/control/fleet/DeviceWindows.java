package io.modelferry.control.fleet;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The maintenance windows of devices and of their sites: few that are different, however many the devices. */
@Component
public class DeviceWindows {

    /** What makes a {@link Place}, of {@code fleet_device d} beside its {@link #SITE}. */
    public static final String PLACE =
            "coalesce(d.time_zone, ''), coalesce(s.maintenance_window, ''), coalesce(d.maintenance_window, '')";

    public static final String SITE = "left join fleet_site s on s.site = d.site";

    /** The one index step each is worth: while there is no window, nobody is asked for more. */
    private static final String ANY = """
            select exists (select 1 from fleet_site)
                or exists (select 1 from fleet_device where maintenance_window is not null and decommissioned_at is null)""";

    private static final String ALL =
            "select distinct " + PLACE + " from fleet_device d " + SITE + " where d.decommissioned_at is null";

    private static final String RESTRICTED = ALL + " and d.maintenance_window is not null union select " + PLACE
            + " from fleet_site s join fleet_device d on d.site = s.site where d.decommissioned_at is null";

    private final JdbcClient sql;

    public DeviceWindows(JdbcClient sql) {
        this.sql = sql;
    }

    /**
     * Devices that wait for the same hours.
     *
     * @param zone IANA name; empty for devices without one, which go by UTC
     * @param site the site's window, see {@link WindowWords}; empty for none
     * @param own the devices' own window; empty for none
     */
    public record Place(String zone, String site, String own) {

        /** Of what is said of a device and of its site; null for what is not. */
        static Place of(@Nullable String zone, @Nullable String site, @Nullable String own) {
            return new Place(
                    Objects.requireNonNullElse(zone, ""),
                    Objects.requireNonNullElse(site, ""),
                    Objects.requireNonNullElse(own, ""));
        }

        public boolean restricted() {
            return !site.isEmpty() || !own.isEmpty();
        }

        /** Those that must be open together. @param rollout of the rollout; null for none */
        public List<MaintenanceWindow> windows(@Nullable Window rollout) {
            var here = zoneId();
            var windows = new ArrayList<MaintenanceWindow>();
            if (rollout != null) {
                windows.add(MaintenanceWindow.of(rollout, here));
            }
            for (var words : List.of(site, own)) {
                if (!words.isEmpty()) {
                    windows.add(MaintenanceWindow.of(WindowWords.read(words), here));
                }
            }
            return windows;
        }

        /** A zone that this machine does not know is none. */
        private ZoneId zoneId() {
            try {
                return zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone);
            } catch (DateTimeException unknown) {
                return ZoneOffset.UTC;
            }
        }
    }

    /** Whether any site or device has a window. */
    public boolean any() {
        return sql.sql(ANY).query(Boolean.class).single();
    }

    /** Places of all devices. Reads the whole fleet. */
    public List<Place> all() {
        return sql.sql(ALL).query(DeviceWindows::place).list();
    }

    /** Places of devices that a window of their site or their own restricts. */
    public List<Place> restricted() {
        return sql.sql(RESTRICTED).query(DeviceWindows::place).list();
    }

    /** How many of the devices that the condition selects are where. */
    public Map<Place, Long> count(SqlCondition devices) {
        return sql
                .sql("select " + PLACE + ", count(*) from fleet_device d " + SITE + " where " + devices.sql()
                        + " group by 1, 2, 3")
                .params(devices.parameters())
                .query((row, number) -> Map.entry(place(row, number), row.getLong(4)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Place place(ResultSet row, int number) throws SQLException {
        return new Place(row.getString(1), row.getString(2), row.getString(3));
    }
}
