package io.modelferry.control.targeting;

import io.modelferry.control.fleet.SqlCondition;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

    /** Every device that matches, with the file of its class, and the first reason that holds it. */
    private static final String JUDGED = """
            with wanted as (
                select * from unnest(cast(:classes as text[]), cast(:digests as text[]), cast(:lengths as bigint[]))
                           as w (device_class, digest, length_bytes)),
            judged as (
                select d.id, case
                         when o.device_id is not null then 'OPTED_OUT'
                         when p.device_id is not null then 'PINNED'
                         when w.digest is null then 'INCOMPATIBLE_CLASS'
                         when cast(d.reported ->> 'opset' as int) < :opset then 'OPSET'
                         when cast(d.reported ->> 'memoryMb' as bigint) * 1048576 between 1 and w.length_bytes then 'MEMORY'
                         when r.digest = w.digest then 'ALREADY_CURRENT'
                         when w.digest = any (r.quarantined) then 'QUARANTINED'
                         else 'MOVES' end as reason
                  from fleet_device d
                  left join wanted w on w.device_class = d.device_class
                  left join fleet_running r on r.device_id = d.id and r.model = :model
                  left join fleet_pin p on p.device_id = d.id and p.model = :model
                  left join fleet_opt_out o on o.device_id = d.id
                 where %s)
            """;

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
    private final JdbcClient jdbc;

    Targets(SqlTargets filters, Versions versions, Variants variants, JdbcClient jdbc) {
        this.filters = filters;
        this.versions = versions;
        this.variants = variants;
        this.jdbc = jdbc;
    }

    /**
     * @param after id of the last device of the page before; null for the first page
     * @throws Refusal 404 for an unknown version, 422 for a bad filter
     */
    public Explanation explain(ModelName model, VersionName version, String filter, @Nullable DeviceId after) {
        var view = versions.find(model, version).orElseThrow(() -> Refusal.notFound("version", model + "@" + version));
        var condition = filters.compile(filter);
        var question = condition.with(question(view));
        var others = new EnumMap<Reason, Long>(Reason.class);
        var moving = count(condition, question, others);
        var matching =
                moving + others.values().stream().mapToLong(Long::longValue).sum();
        var enrolled = filters.count("");
        put(others, Reason.DOES_NOT_MATCH, enrolled - matching);
        put(others, Reason.DECOMMISSIONED, decommissioned(filters.selected(filter)));
        var devices = moving == 0 ? List.<DeviceId>of() : moving(condition, question, after);
        var next = devices.size() < PAGE ? null : devices.getLast().value();
        return new Explanation(enrolled, matching, moving, devices, next, others);
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
        var counts = jdbc.sql(JUDGED.formatted(condition.sql()) + "select reason, count(*) from judged group by 1")
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

    private List<DeviceId> moving(SqlCondition condition, Map<String, ?> question, @Nullable DeviceId after) {
        return jdbc.sql(JUDGED.formatted(condition.sql() + " and d.id > :after")
                        + "select id from judged where reason = 'MOVES' order by id limit :limit")
                .params(question)
                .param("after", after == null ? "" : after.value())
                .param("limit", PAGE)
                .query((row, n) -> new DeviceId(row.getString(1)))
                .list();
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
