package io.modelferry.control.rollout;

import io.modelferry.control.fleet.SqlCondition;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** The classes of the devices that are meant: which file a device gets depends on nothing else. */
@Component
class TargetClasses {

    /** @param lab of {@code devices}, how many are lab devices */
    record Count(String deviceClass, long devices, long lab) {}

    private final NamedParameterJdbcTemplate sql;
    private final Variants variants;

    TargetClasses(NamedParameterJdbcTemplate sql, Variants variants) {
        this.sql = sql;
        this.variants = variants;
    }

    /** Of which a variant of the version is on offer; devices that are pinned or opted out are not counted. */
    List<Count> fitting(ModelName model, VersionName version, SqlCondition target) {
        return counted("(" + target.sql() + ") and " + RolloutQueue.FREE, target.with(Map.of("model", model.value())))
                .stream()
                .filter(one ->
                        variants.choose(model, version, one.deviceClass()).isPresent())
                .toList();
    }

    /** The files that they would get. */
    List<ArtifactDigest> files(ModelName model, VersionName version, SqlCondition target) {
        return present(target).stream()
                .flatMap(one -> variants.choose(model, version, one).stream())
                .map(choice -> Wanted.of(choice.variant()).digest())
                .distinct()
                .toList();
    }

    /** By version and class, the file that its devices would get; a class without a variant is left out. */
    Map<VersionName, Map<String, ArtifactDigest>> files(
            ModelName model, Collection<VersionName> versions, SqlCondition target) {
        var there = present(target);
        var files = new HashMap<VersionName, Map<String, ArtifactDigest>>();
        for (var version : versions) {
            var byClass = files.computeIfAbsent(version, name -> new HashMap<>());
            there.forEach(one -> variants.choose(model, version, one)
                    .ifPresent(choice ->
                            byClass.put(one, Wanted.of(choice.variant()).digest())));
        }
        return files;
    }

    /** The classes alone: the index names the next one each time, so that a million devices are not read for a handful of classes. */
    private List<String> present(SqlCondition target) {
        return sql.query("""
                with recursive known(name) as (
                    (select device_class from fleet_device where decommissioned_at is null
                      order by device_class using ~<~ limit 1)
                    union all
                    select (select device_class from fleet_device
                             where decommissioned_at is null and device_class ~>~ known.name
                             order by device_class using ~<~ limit 1)
                      from known where known.name is not null)
                select name from known where exists (
                    select 1 from fleet_device d where d.device_class = known.name and d.decommissioned_at is null and (%s))""".formatted(target.sql()), target.parameters(), (row, number) -> row.getString(1));
    }

    List<Count> of(SqlCondition target) {
        return counted("(" + target.sql() + ")", target.parameters());
    }

    private List<Count> counted(String condition, Map<String, ?> parameters) {
        return sql.query(
                """
                select d.device_class, count(*), count(*) filter (where d.lab) from fleet_device d
                 where d.decommissioned_at is null and %s group by 1 order by 1""".formatted(condition),
                parameters,
                (row, number) -> new Count(row.getString(1), row.getLong(2), row.getLong(3)));
    }
}
