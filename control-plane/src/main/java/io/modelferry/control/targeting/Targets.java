package io.modelferry.control.targeting;

import io.modelferry.control.fleet.DeviceWindows;
import io.modelferry.control.fleet.DeviceWindows.Place;
import io.modelferry.control.fleet.MaintenanceWindow;
import io.modelferry.control.fleet.SqlCondition;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.targeting.Explanation.Windows;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Explains before anything moves: who would get a version's file, and why every other device would not. */
@Service
@Transactional(readOnly = true)
public class Targets {

    private static final int PAGE = 100;
    private static final String MOVES = "MOVES";

    /** Why a device that matches does not move: the first of these that is true of it. */
    private static final List<Hindrance> HINDRANCES = List.of(
            new Hindrance(Reason.OPTED_OUT, "o.device_id is not null"),
            new Hindrance(Reason.PINNED, "p.device_id is not null"),
            new Hindrance(Reason.INCOMPATIBLE_CLASS, "w.digest is null"),
            new Hindrance(Reason.OPSET, "cast(d.reported ->> 'opset' as int) < :opset"),
            new Hindrance(
                    Reason.MEMORY, "cast(d.reported ->> 'memoryMb' as bigint) * 1048576 between 1 and w.length_bytes"),
            new Hindrance(Reason.ALREADY_CURRENT, "r.digest = w.digest"),
            new Hindrance(Reason.QUARANTINED, "w.digest = any (r.quarantined)"));

    private static final String FREE = HINDRANCES.stream()
            .map(one -> " and (" + one.sql() + ") is not true")
            .collect(Collectors.joining());

    /** The name of the reason, or {@link #MOVES}. */
    private static final String JUDGEMENT = HINDRANCES.stream()
            .map(one -> "when " + one.sql() + " then '" + one.reason().name() + "'")
            .collect(Collectors.joining(" ", "case ", " else '" + MOVES + "' end"));

    /** @param sql over {@link #JUDGED}; true or not, null for neither */
    private record Hindrance(Reason reason, String sql) {}

    /** Every device that matches, beside the file of its class and whatever may hold it. */
    private static final String JUDGED = """
            with wanted as (
                select * from unnest(cast(:classes as text[]), cast(:digests as text[]), cast(:lengths as bigint[]))
                           as w (device_class, digest, length_bytes))
            select %s
              from fleet_device d
              left join wanted w on w.device_class = d.device_class
              left join fleet_running r on r.device_id = d.id and r.model = :model
              left join fleet_pin p on p.device_id = d.id and p.model = :model
              left join fleet_opt_out o on o.device_id = d.id
              left join fleet_site s on s.site = d.site
             where %s""";

    /** The classes there are, one index step each: a plain {@code distinct} would read every device. */
    private static final String CLASSES = """
            with recursive step as (
                (select device_class from fleet_device where decommissioned_at is null
                  order by device_class using ~<~ limit 1)
                union all
                select (select d.device_class from fleet_device d
                         where d.decommissioned_at is null and d.device_class ~>~ step.device_class
                         order by d.device_class using ~<~ limit 1)
                  from step where step.device_class is not null)
            select device_class from step where device_class is not null""";

    private final SqlTargets filters;
    private final Versions versions;
    private final Variants variants;
    private final DeviceWindows windows;
    private final JdbcClient jdbc;
    private final InstantSource clock;

    Targets(
            SqlTargets filters,
            Versions versions,
            Variants variants,
            DeviceWindows windows,
            JdbcClient jdbc,
            InstantSource clock) {
        this.filters = filters;
        this.versions = versions;
        this.variants = variants;
        this.windows = windows;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * @param after id of the last device of the page before; null for the first page
     * @throws Refusal 404 for an unknown version, 422 for a bad filter
     */
    public Explanation explain(ModelName model, VersionName version, String filter, @Nullable DeviceId after) {
        var view = versions.find(model, version).orElseThrow(() -> Refusal.notFound("version", model + "@" + version));
        var condition = filters.compile(filter);
        var question = condition.with(question(view));
        jdbc.sql("select set_config('work_mem', '64MB', true)")
                .query(String.class)
                .single(); // until the transaction ends
        var others = new EnumMap<Reason, Long>(Reason.class);
        var moving = count(condition, question, others);
        var matching =
                moving + others.values().stream().mapToLong(Long::longValue).sum();
        var enrolled = filters.count("");
        put(others, Reason.DOES_NOT_MATCH, enrolled - matching);
        put(others, Reason.DECOMMISSIONED, decommissioned(filters.selected(filter)));
        var devices = moving == 0 ? List.<DeviceId>of() : moving(condition, question, after);
        var next = devices.size() < PAGE ? null : devices.getLast().value();
        return new Explanation(enrolled, matching, moving, devices, next, waiting(condition, question, moving), others);
    }

    /** Why a rollout of the version would not move the device; empty if it would. */
    Optional<Reason> hindrance(DeviceId device, VersionView version) {
        return jdbc.sql(JUDGED.formatted(JUDGEMENT, "d.id = :device"))
                .params(question(version))
                .param("device", device.value())
                .query(String.class)
                .optional()
                .filter(judged -> !judged.equals(MOVES))
                .map(Reason::valueOf);
    }

    private Map<String, ?> question(VersionView view) {
        var classes = jdbc.sql(CLASSES).query(String.class).list();
        var digests = new @Nullable String[classes.size()];
        var lengths = new Long[classes.size()];
        for (var i = 0; i < classes.size(); i++) {
            var choice = variants.choose(view.model(), view.version(), classes.get(i));
            var digest = choice.isEmpty() ? null : choice.get().variant().digest();
            digests[i] = digest == null ? null : digest.hex();
            lengths[i] = choice.isEmpty() ? 0L : choice.get().variant().lengthBytes();
        }
        return Map.of(
                "classes", classes.toArray(String[]::new),
                "digests", digests,
                "lengths", lengths,
                "opset", view.opset(),
                "model", view.model().value());
    }

    /** @return how many move; the others are put under their reasons */
    private long count(SqlCondition condition, Map<String, ?> question, Map<Reason, Long> others) {
        var counts = jdbc.sql(JUDGED.formatted(JUDGEMENT + ", count(*)", condition.sql()) + " group by 1")
                .params(question)
                .query((row, n) -> Map.entry(row.getString(1), row.getLong(2)))
                .list();
        var moving = 0L;
        for (var counted : counts) {
            if (counted.getKey().equals(MOVES)) {
                moving = counted.getValue();
            } else {
                put(others, Reason.valueOf(counted.getKey()), counted.getValue());
            }
        }
        return moving;
    }

    /** Asked for by conditions, not by the reason: so the database may walk the ids and stop after a page. */
    private List<DeviceId> moving(SqlCondition condition, Map<String, ?> question, @Nullable DeviceId after) {
        return jdbc.sql(JUDGED.formatted("d.id", condition.sql() + FREE)
                        + " and d.id > :after order by d.id limit :limit")
                .params(question)
                .param("after", after == null ? "" : after.value())
                .param("limit", PAGE)
                .query((row, n) -> new DeviceId(row.getString(1)))
                .list();
    }

    private Windows waiting(SqlCondition condition, Map<String, ?> question, long moving) {
        if (moving == 0 || !windows.any()) {
            return new Windows(0, null, 0);
        }
        var now = clock.instant();
        var places = jdbc.sql(JUDGED.formatted(DeviceWindows.PLACE + ", count(*)", condition.sql() + FREE)
                        + " group by 1, 2, 3")
                .params(question)
                .query((row, n) ->
                        Map.entry(new Place(row.getString(1), row.getString(2), row.getString(3)), row.getLong(4)))
                .list();
        var closed = 0L;
        var never = 0L;
        @Nullable Instant first = null;
        for (var place : places) {
            var opens = MaintenanceWindow.nextOpening(place.getKey().windows(null), now);
            if (opens.isEmpty()) {
                never += place.getValue();
            } else if (opens.get().isAfter(now)) {
                closed += place.getValue();
                first = first == null || opens.get().isBefore(first) ? opens.get() : first;
            }
        }
        return new Windows(closed, first, never);
    }

    private long decommissioned(SqlCondition selected) {
        return jdbc.sql("select count(*) from fleet_device d where d.decommissioned_at is not null and "
                        + selected.sql())
                .params(selected.parameters())
                .query(Long.class)
                .single();
    }

    private static void put(Map<Reason, Long> counts, Reason reason, long devices) {
        if (devices > 0) {
            counts.put(reason, devices);
        }
    }
}
