package io.modelferry.control.fleet;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Sites, and what operators say of them. A site is there as soon as a device or an operator names it. */
@Service
@Transactional
public class Sites {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    private static final String ONE = """
            select (select maintenance_window from fleet_site where site = :site),
                   (select count(*) from fleet_device where site = :site and decommissioned_at is null)""";

    private final JdbcClient jdbc;
    private final FleetCensus census;
    private final AuditTrail audit;

    Sites(JdbcClient jdbc, FleetCensus census, AuditTrail audit) {
        this.jdbc = jdbc;
        this.census = census;
        this.audit = audit;
    }

    /**
     * @param window maintenance window, by the clock where each of its devices stands, see {@link WindowWords}; null for none
     * @param devices enrolled; in the list of {@link #all} as of some seconds ago where the fleet is large
     */
    public record SiteView(String site, @Nullable String window, long devices) {}

    /** By name. */
    @Transactional(readOnly = true)
    public List<SiteView> all() {
        var windows = new TreeMap<String, String>();
        jdbc.sql("select site, maintenance_window from fleet_site").query(row -> {
            windows.put(row.getString(1), row.getString(2));
        });
        var devices = census.counts().bySite();
        return Stream.concat(windows.keySet().stream(), devices.keySet().stream())
                .distinct()
                .sorted()
                .map(site -> new SiteView(site, windows.get(site), devices.getOrDefault(site, 0L)))
                .toList();
    }

    @Transactional(readOnly = true)
    public Optional<SiteView> find(String site) {
        return jdbc.sql(ONE)
                .param("site", site)
                .query((row, n) -> new SiteView(site, row.getString(1), row.getLong(2)))
                .optional()
                .filter(found -> found.window() != null || found.devices() > 0);
    }

    /** @throws Refusal 422 naming the field */
    public SiteView setWindow(String site, String words) {
        if (!NAME.matcher(site).matches()) {
            throw Refusal.invalid(
                    "invalid", "site: '" + site + "' does not match " + NAME.pattern() + ".", Map.of("field", "site"));
        }
        var window = WindowWords.write(WindowWords.read(words));
        jdbc.sql("""
                        insert into fleet_site (site, maintenance_window) values (?, ?)
                        on conflict (site) do update set maintenance_window = excluded.maintenance_window""").params(site, window).update();
        audit.record("site.window-set", "site", site, Map.of("window", window));
        return find(site).orElseThrow();
    }

    /** Its devices may be given versions at any time again, as far as the site goes. */
    public void clearWindow(String site) {
        if (jdbc.sql("delete from fleet_site where site = ?").param(site).update() == 0) {
            throw Refusal.notFound("window of site", site);
        }
        audit.record("site.window-cleared", "site", site, Map.of());
    }
}
