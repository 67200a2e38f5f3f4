package io.modelferry.control.experiment;

import static io.modelferry.control.platform.Columns.column;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** Who takes part in experiments. Set-wise: the fleet is walked in slices and never read as a whole. */
@Component
class ExperimentUnits {

    /** Of an experiment's devices, the first in a draw of their own: so many say what the others would, and fit into memory. */
    static final int ASKED = 20_000;

    /** Devices that one slice of the walk looks at. */
    private static final int SLICE = 20_000;

    private static final String HELD_BACK = """
            exists (select 1 from fleet_opt_out o where o.device_id = d.id)
                 or exists (select 1 from fleet_pin p where p.device_id = d.id and p.model = :model)""";

    private static final String CANDIDATES =
            " from fleet_device d where d.decommissioned_at is null and d.device_class = any (:classes) and not ("
                    + HELD_BACK + ")";

    private static final String STRAYS = """
            select d.id, d.site, u.arm from fleet_device d
              left join experiment_unit u on u.experiment_id = :experiment and u.device_id = d.id
              left join unnest(cast(:arms as text[]), cast(:ofArms as text[]), cast(:digests as text[]))
                          as w (arm, device_class, digest) on w.arm = u.arm and w.device_class = d.device_class
              left join rollout_goal_model g on g.device_id = d.id and g.model = :model
             where d.decommissioned_at is null and d.id > :after and d.id <= :until
               and (u.device_id is null and d.device_class = any (:classes) or w.digest is distinct from g.digest and w.digest is not null)
               and not (%s)
             order by d.id limit :limit""".formatted(HELD_BACK);

    /** A device in an arm. @param arm empty for a unit that is held out @param place among those that are asked */
    record Drawn(DeviceId device, String unit, String arm, long place) {}

    /** A device that was not drawn yet, or is not aimed at its arm's file. @param arm null if it was not drawn */
    record Stray(DeviceId device, String site, @Nullable String arm) {}

    /** @param until id of the last device that was looked at */
    record Slice(List<Stray> strays, String until, boolean last) {}

    /** A device that is asked. @param deviceClass null once it is decommissioned */
    record Asked(
            DeviceId device,
            String unit,
            String arm,
            @Nullable String deviceClass) {}

    /** How many devices, at how many sites. */
    record Crowd(long devices, long sites) {}

    private final JdbcTemplate sql;
    private final NamedParameterJdbcTemplate named;

    ExperimentUnits(JdbcTemplate sql) {
        this.sql = sql;
        this.named = new NamedParameterJdbcTemplate(sql);
    }

    /** Who could run every arm: enrolled, of a class that every arm has a file for, neither pinned nor opted out. */
    Crowd candidates(ModelName model, Set<String> classes) {
        return named.query(
                        "select count(*), count(distinct d.site)" + CANDIDATES,
                        of(model, classes),
                        (row, number) -> new Crowd(row.getLong(1), row.getLong(2)))
                .getFirst();
    }

    /** Any {@code limit} of them, the same ones each time. */
    Set<DeviceId> someCandidates(ModelName model, Set<String> classes, int limit) {
        return Set.copyOf(named.query(
                "select d.id" + CANDIDATES + " order by hashtext(d.id), d.id limit :limit",
                of(model, classes).addValue("limit", limit),
                (row, number) -> new DeviceId(row.getString(1))));
    }

    /** The files of the model that these devices run. */
    Set<ArtifactDigest> running(ModelName model, Collection<DeviceId> devices) {
        return Set.copyOf(sql.query(
                "select distinct digest from fleet_running where model = ? and digest is not null and device_id = any (?)",
                (row, number) -> new ArtifactDigest(row.getString(1)),
                model.value(),
                column(devices, DeviceId::value, String[]::new)));
    }

    private static MapSqlParameterSource of(ModelName model, Set<String> classes) {
        return new MapSqlParameterSource("model", model.value()).addValue("classes", classes.toArray(String[]::new));
    }

    /** Devices after {@code after}, by id, on which something is to be done; {@code limit} of them at most. */
    Slice next(Experiment experiment, ArmFiles files, String after, int limit) {
        var end = sql.query(
                        """
                        select count(*), coalesce(max(id), '') from (select id from fleet_device
                            where decommissioned_at is null and id > ? order by id limit ?) as slice""",
                        (row, number) -> new Slice(List.of(), row.getString(2), row.getInt(1) < SLICE),
                        after,
                        SLICE)
                .getFirst();
        if (end.until().isEmpty()) {
            return end;
        }
        var strays = named.query(
                STRAYS,
                wanted(experiment, files)
                        .addValue("after", after)
                        .addValue("until", end.until())
                        .addValue("limit", limit),
                (row, number) -> new Stray(new DeviceId(row.getString(1)), row.getString(2), row.getString(3)));
        return strays.size() < limit
                ? new Slice(strays, end.until(), end.last())
                : new Slice(strays, strays.getLast().device().value(), false);
    }

    private static MapSqlParameterSource wanted(Experiment experiment, ArmFiles files) {
        var arms = new ArrayList<String>();
        var classes = new ArrayList<String>();
        var digests = new ArrayList<String>();
        files.arms()
                .forEach(arm -> files.of(arm).forEach((deviceClass, digest) -> {
                    arms.add(arm.name());
                    classes.add(deviceClass);
                    digests.add(digest.hex());
                }));
        return of(experiment.model(), files.fitting())
                .addValue("experiment", experiment.id().value())
                .addValue("arms", arms.toArray(String[]::new))
                .addValue("ofArms", classes.toArray(String[]::new))
                .addValue("digests", digests.toArray(String[]::new));
    }

    /** Nobody is ever drawn again: whoever is here stays as it is. */
    void add(ExperimentId id, Collection<Drawn> drawn, Instant now) {
        sql.update(
                """
                insert into experiment_unit (experiment_id, device_id, unit, arm, drawn_at, place)
                select ?, device, unit, arm, ?, place
                  from unnest(?::text[], ?::text[], ?::text[], ?::bigint[]) as drawn (device, unit, arm, place) order by device
                on conflict do nothing""",
                id.value(),
                Timestamp.from(now),
                column(drawn, one -> one.device().value(), String[]::new),
                column(drawn, Drawn::unit, String[]::new),
                column(drawn, Drawn::arm, String[]::new),
                column(drawn, Drawn::place, Long[]::new));
    }

    /** By arm, of those that take part. */
    Map<String, Integer> drawn(ExperimentId id) {
        var drawn = new HashMap<String, Integer>();
        sql.query(
                "select arm, count(*) from experiment_unit where experiment_id = ? and arm <> '' group by arm",
                row -> {
                    drawn.put(row.getString(1), row.getInt(2));
                },
                id.value());
        return drawn;
    }

    /** Those whose evidence is asked for, in every arm as large a share as it was drawn. */
    List<Asked> asked(ExperimentId id, int most) {
        return sql.query(
                """
                select u.device_id, u.unit, u.arm, d.device_class
                  from (select * from experiment_unit where experiment_id = ? and arm <> '' order by place, device_id limit ?) as u
                  left join fleet_device d on d.id = u.device_id and d.decommissioned_at is null""",
                (row, number) ->
                        new Asked(new DeviceId(row.getString(1)), row.getString(2), row.getString(3), row.getString(4)),
                id.value(),
                most);
    }
}
