package io.modelferry.control.rollout;

import io.modelferry.control.delta.Deltas;
import io.modelferry.control.fleet.SqlCondition;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.rollout.RolloutForecast.BaseForecast;
import io.modelferry.control.rollout.RolloutForecast.Finish;
import io.modelferry.control.rollout.RolloutForecast.SiteForecast;
import io.modelferry.control.rollout.RolloutForecast.StageForecast;
import io.modelferry.control.rollout.plan.FleetFacts;
import io.modelferry.control.rollout.plan.RolloutPlan;
import io.modelferry.control.rollout.plan.StageSize;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** Reckons what a plan would come to: sums over the fleet's tables, one statement each. */
@Component
class Forecasting {

    private static final double MINUTE = 60;

    private final NamedParameterJdbcTemplate sql;
    private final Variants variants;
    private final Deltas deltas;

    Forecasting(NamedParameterJdbcTemplate sql, Variants variants, Deltas deltas) {
        this.sql = sql;
        this.variants = variants;
        this.deltas = deltas;
    }

    /** Devices that are alike for the bytes. */
    private record Alike(String site, String deviceClass, Optional<ArtifactDigest> running, long devices) {}

    /** Bytes and how they come. */
    record Transfers(long bytes, List<SiteForecast> sites, List<BaseForecast> bases) {}

    Transfers transfers(ModelName model, VersionName version, SqlCondition target) {
        var bySite = new TreeMap<String, long[]>();
        var byBase = new HashMap<Optional<ArtifactDigest>, long[]>();
        var total = 0L;
        for (var group : alike(model, target)) {
            var file = variants.choose(model, version, group.deviceClass()).map(choice -> Wanted.of(choice.variant()));
            if (file.isEmpty() || file.get().digest().equals(group.running().orElse(null))) {
                continue;
            }
            var delta = group.running()
                    .flatMap(base -> deltas.between(base, file.get().digest()));
            var bytes =
                    delta.map(Deltas.DeltaView::lengthBytes).orElse(file.get().lengthBytes());
            add(bySite.computeIfAbsent(group.site(), site -> new long[2]), group.devices(), group.devices() * bytes);
            add(
                    byBase.computeIfAbsent(group.running(), base -> new long[2]),
                    group.devices(),
                    delta.isPresent() ? bytes : -1);
            total += group.devices() * bytes;
        }
        return new Transfers(total, sites(bySite), bases(byBase));
    }

    private List<Alike> alike(ModelName model, SqlCondition target) {
        return sql.query(
                """
                select d.site, d.device_class, r.digest, count(*) from fleet_device d
                  left join fleet_running r on r.device_id = d.id and r.model = :model
                 where %s and %s group by 1, 2, 3""".formatted(target.sql(), RolloutQueue.FREE),
                target.with(Map.of("model", model.value())),
                (row, number) -> new Alike(
                        row.getString(1),
                        row.getString(2),
                        Optional.ofNullable(row.getString(3)).map(ArtifactDigest::new),
                        row.getLong(4)));
    }

    private static void add(long[] sums, long devices, long second) {
        sums[0] += devices;
        sums[1] = second < 0 ? second : sums[1] + second;
    }

    private static List<SiteForecast> sites(Map<String, long[]> bySite) {
        return bySite.entrySet().stream()
                .map(entry -> new SiteForecast(entry.getKey(), entry.getValue()[0], entry.getValue()[1]))
                .sorted(Comparator.comparingLong(SiteForecast::bytes).reversed())
                .limit(RolloutForecast.MOST_SITES)
                .toList();
    }

    private static List<BaseForecast> bases(Map<Optional<ArtifactDigest>, long[]> byBase) {
        return byBase.entrySet().stream()
                .map(entry -> new BaseForecast(
                        entry.getKey().orElse(null),
                        entry.getValue()[0],
                        entry.getValue()[1] < 0 ? null : entry.getValue()[1]))
                .sorted(Comparator.comparingLong(BaseForecast::devices).reversed())
                .toList();
    }

    /** Pace and soaks, and the wait for devices that are away. */
    Finish finish(RolloutPlan plan, List<StageForecast> stages, SqlCondition target) {
        var planned = paced(plan, stages);
        for (var stage : plan.stages()) {
            planned = planned.plus(stage.soak());
        }
        return new Finish(later(planned, away(0.5, target)), later(planned, away(0.9, target)));
    }

    private static Duration paced(RolloutPlan plan, List<StageForecast> stages) {
        var pacing = plan.pace().pacing();
        var seconds = 0.0;
        var before = 0L;
        for (var stage = 0; pacing != null && stage < stages.size(); stage++) {
            var devices = Math.max(0, stages.get(stage).devices() - before);
            seconds += MINUTE * devices / pacing.rateAfter(stage);
            before = Math.max(before, stages.get(stage).devices());
        }
        return Duration.ofSeconds((long) Math.ceil(seconds));
    }

    private static @Nullable Duration later(Duration planned, Optional<Duration> away) {
        return away.map(wait -> planned.compareTo(wait) > 0 ? planned : wait).orElse(null);
    }

    /** How long until the share of the devices has been there: zero for those that are now. */
    private Optional<Duration> away(double share, SqlCondition target) {
        var online = Optional.ofNullable(sql.queryForObject(
                        "select avg(case when d.online then 1.0 else 0.0 end) from fleet_device d where "
                                + target.sql(),
                        target.parameters(),
                        Double.class))
                .orElse(0.0);
        if (online >= share) {
            return Optional.of(Duration.ZERO);
        }
        var parameters = target.with(Map.of("share", (share - online) / (1 - online)));
        return Optional.ofNullable(sql.queryForObject("""
                        select percentile_cont(:share) within group (order by extract(epoch from back - offline_at)) from (
                            select p.offline_at, lead(p.online_at) over (partition by p.device_id order by p.online_at) as back
                              from fleet_presence p join fleet_device d on d.id = p.device_id
                             where p.online_at > now() - interval '14 days' and %s) gaps
                         where back is not null and offline_at is not null""".formatted(target.sql()), parameters, Double.class))
                .map(seconds -> Duration.ofSeconds((long) Math.ceil(seconds)));
    }

    static List<StageForecast> stages(RolloutPlan plan, FleetFacts facts) {
        var sizes = StageSize.of(plan, facts);
        return IntStream.range(0, sizes.size())
                .mapToObj(stage -> new StageForecast(
                        plan.stages().get(stage).name(), sizes.get(stage).given()))
                .toList();
    }
}
