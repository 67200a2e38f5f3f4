package io.modelferry.control.fleet;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Sites, and what operators say of them. A site is there as soon as a device or an operator names it. */
@Service
@Transactional
public class Sites {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    private static final String SITES = """
            select site, max(maintenance_window) as maintenance_window, sum(devices) as devices from (
                select site, null as maintenance_window, count(*) as devices from fleet_device
                 where decommissioned_at is null group by site
                union all select site, maintenance_window, 0 from fleet_site) as named
             where :site = '' or site = :site group by site order by site""";

    private final JdbcClient jdbc;
    private final AuditTrail audit;

    Sites(JdbcClient jdbc, AuditTrail audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /**
     * @param window maintenance window, by the clock where each of its devices stands, see {@link WindowWords}; null for none
     * @param devices enrolled
     */
    public record SiteView(String site, @Nullable String window, long devices) {}

    /** By name. */
    @Transactional(readOnly = true)
    public List<SiteView> all() {
        return named("");
    }

    @Transactional(readOnly = true)
    public Optional<SiteView> find(String site) {
        return named(site).stream().findFirst();
    }

    private List<SiteView> named(String site) {
        return jdbc.sql(SITES)
                .param("site", site)
                .query((row, n) -> new SiteView(
                        row.getString("site"), row.getString("maintenance_window"), row.getLong("devices")))
                .list();
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
