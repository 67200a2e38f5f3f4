package io.modelferry.control.telemetry;

import io.modelferry.control.optimisation.FieldMeasures;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads the newest {@link #WINDOWS} windows of a file, of the last {@link #LATELY}. An answer stands for {@link #FRESH}: pages ask often. */
@Component
class StoredMeasures implements FieldMeasures {

    static final int WINDOWS = 5_000;
    static final Duration LATELY = Duration.ofDays(7);
    static final Duration FRESH = Duration.ofSeconds(10);

    private static final String NEWEST = """
            select device_class, device_id, inferences, latency, resident_bytes
              from telemetry_window
             where model = ? and digest = ? and from_at >= ? and inferences > 0 and device_class <> ''
             order by from_at desc limit""" + " " + WINDOWS;

    private final JdbcTemplate sql;
    private final InstantSource clock;
    private final Map<Question, Answer> answers = new ConcurrentHashMap<>();

    StoredMeasures(JdbcTemplate sql, InstantSource clock) {
        this.sql = sql;
        this.clock = clock;
    }

    private record Question(ModelName model, ArtifactDigest file) {}

    private record Answer(Instant at, List<FieldMeasure> measures) {

        boolean isFresh(Instant now) {
            return now.isBefore(at.plus(FRESH));
        }
    }

    @Override
    public List<FieldMeasure> of(ModelName model, Set<ArtifactDigest> files) {
        var now = clock.instant();
        answers.values().removeIf(answer -> !answer.isFresh(now));
        return files.stream()
                .map(file ->
                        answers.computeIfAbsent(new Question(model, file), asked -> new Answer(now, read(asked, now))))
                .flatMap(answer -> answer.measures().stream())
                .toList();
    }

    private List<FieldMeasure> read(Question asked, Instant now) {
        var classes = new TreeMap<String, Heard>();
        sql.query(
                NEWEST,
                row -> {
                    classes.computeIfAbsent(row.getString(1), name -> new Heard())
                            .add(row.getString(2), row.getLong(3), row.getBytes(4), row.getObject(5, Long.class));
                },
                asked.model().value(),
                asked.file().hex(),
                Timestamp.from(now.minus(LATELY)));
        return classes.entrySet().stream()
                .map(one -> one.getValue().measure(asked.file(), one.getKey()))
                .toList();
    }

    /** What the devices of one class told of one file. */
    private static final class Heard {

        private final Latency latency = new Latency();
        private final Map<String, Long> peaks = new HashMap<>();
        private long inferences;

        void add(String device, long count, byte[] sketch, @Nullable Long residentBytes) {
            inferences += count;
            latency.add(sketch);
            peaks.merge(device, residentBytes == null ? 0L : residentBytes, Math::max);
        }

        FieldMeasure measure(ArtifactDigest file, String deviceClass) {
            return new FieldMeasure(
                    file,
                    deviceClass,
                    peaks.size(),
                    inferences,
                    latency.micros(0.5),
                    latency.micros(0.95),
                    residentBytes());
        }

        private @Nullable Long residentBytes() {
            var told = peaks.values().stream().filter(peak -> peak > 0).sorted().toList();
            return told.isEmpty() ? null : told.get((int) Math.ceil(0.95 * told.size()) - 1);
        }
    }
}
