package io.modelferry.control.telemetry;

import io.modelferry.control.rollout.RecentField;
import io.modelferry.control.rollout.plan.FieldRates;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reckons a device's rates from the hourly roll-ups of the last day, so it costs the same whatever the fleet sends. */
@Component
class StoredField implements RecentField {

    private static final Duration DAY = Duration.ofDays(1);
    private static final double HOUR = Duration.ofHours(1).toSeconds();

    private static final String SUMS = """
            select min(bucket), sum(inferences), sum(errors), sum(labelled), bool_or(cardinality(class_counts) > 0),
                sum(labelled) filter (where digest = any(?)), sum(correct) filter (where digest = any(?))
              from telemetry_rollup where model = ? and span = ? and bucket >= ? having count(*) > 0""";

    private static final String FIRST_MINUTE = """
            select min(bucket) from telemetry_rollup where model = ? and span = ? and bucket >= ? and bucket < ?""";

    private final JdbcTemplate sql;
    private final SignedFiles versions;
    private final Rollups rollups;
    private final InstantSource clock;

    StoredField(JdbcTemplate sql, SignedFiles versions, Rollups rollups, InstantSource clock) {
        this.sql = sql;
        this.versions = versions;
        this.rollups = rollups;
        this.clock = clock;
    }

    /** @param currentLabelled, currentCorrect of the version that is asked about */
    private record Sums(
            Instant firstHour,
            long answers,
            long errors,
            long labelled,
            boolean classified,
            long currentLabelled,
            long currentCorrect) {}

    @Override
    public Optional<FieldRates> lately(ModelName model, @Nullable VersionName current) {
        return sums(model, current).flatMap(sums -> {
            var hours = devices(model) * covered(model, sums.firstHour()).toSeconds() / HOUR;
            return hours > 0 ? Optional.of(rates(sums, hours)) : Optional.empty();
        });
    }

    private Optional<Sums> sums(ModelName model, @Nullable VersionName current) {
        var files = versions.of(model).entrySet().stream()
                .filter(file -> file.getValue().equals(current))
                .map(Map.Entry::getKey)
                .map(ArtifactDigest::hex)
                .toArray(String[]::new);
        return sql
                .query(
                        SUMS,
                        (row, number) -> new Sums(
                                row.getTimestamp(1).toInstant(),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getBoolean(5),
                                row.getLong(6),
                                row.getLong(7)),
                        files,
                        files,
                        model.value(),
                        Span.HOUR.seconds(),
                        Timestamp.from(Span.HOUR.floor(clock.instant().minus(DAY))))
                .stream()
                .findFirst();
    }

    /** From the first minute that anything is known of to the last that is rolled up. */
    private Duration covered(ModelName model, Instant firstHour) {
        var first = sql.queryForObject(
                FIRST_MINUTE,
                Timestamp.class,
                model.value(),
                Span.MINUTE.seconds(),
                Timestamp.from(firstHour),
                Timestamp.from(firstHour.plus(Span.HOUR.length())));
        return first == null ? Duration.ZERO : Duration.between(first.toInstant(), rollups.rolledUntil(model));
    }

    private long devices(ModelName model) {
        return Objects.requireNonNull(
                sql.queryForObject("select count(*) from fleet_running where model = ?", Long.class, model.value()));
    }

    private static FieldRates rates(Sums sums, double hours) {
        var requests = sums.answers() + sums.errors();
        return new FieldRates(
                sums.labelled() / hours,
                requests / hours,
                sums.classified(),
                share(sums.errors(), requests),
                share(sums.currentCorrect(), sums.currentLabelled()));
    }

    private static @Nullable Double share(long part, long whole) {
        return whole == 0 ? null : part / (double) whole;
    }
}
