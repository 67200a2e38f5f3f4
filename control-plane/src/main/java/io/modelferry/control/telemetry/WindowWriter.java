package io.modelferry.control.telemetry;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.telemetry.Window;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes windows by COPY straight into their days, each (device, boot, sequence, start) once, and marks the minutes whose roll-ups lack them.
 * That nothing came twice is nearly always so, and is found out by trying; else what is there is left out, and the rest tried again. Another
 * control plane may be writing the same windows: COPY waits for its commit, so each try leaves at least one more out.
 */
@Component
class WindowWriter {

    private static final List<String> COLUMNS = List.of(
            "device_id",
            "boot",
            "seq",
            "model",
            "digest",
            "from_at",
            "to_at",
            "received_at",
            "inferences",
            "errors",
            "rejected",
            "failed_in_swap",
            "labelled",
            "correct",
            "latency",
            "class_counts",
            "confidence",
            "site",
            "device_class",
            "drift",
            "resident_bytes",
            "cpu_share",
            "disk_free_bytes",
            "windows_lost",
            "joules_per_inference",
            "shadow_compared",
            "shadow_agreed",
            "shadow_passed_over",
            "shadow_latency");

    private static final String COPY =
            "copy telemetry_window (" + String.join(", ", COLUMNS) + ") from stdin (format binary)";

    /** The places of those that are there, from 1. Row by row: {@code offset} keeps the planner from reading whole days instead. */
    private static final String THERE = """
            select place from unnest(?::text[], ?::uuid[], ?::bigint[], ?::timestamptz[])
                with ordinality as told(device_id, boot, seq, from_at, place)
            where exists (select from telemetry_window kept
                where (kept.device_id, kept.boot, kept.seq, kept.from_at) = (told.device_id, told.boot, told.seq, told.from_at)
                offset 0)""";

    private static final String TOUCH = """
            insert into telemetry_touched
            select * from unnest(?::text[], ?::text[], ?::timestamptz[])""";

    /** A row of a batch is there already. */
    private static final String UNIQUE_VIOLATION = "23505";

    private final JdbcTemplate sql;

    WindowWriter(JdbcTemplate sql) {
        this.sql = sql;
    }

    /**
     * In the caller's transaction, which must be there and read what others commit meanwhile.
     *
     * @return how many were new
     */
    int write(List<Told> windows) {
        touch(windows);
        var fresh = windows;
        while (!copied(fresh)) {
            fresh = fresher(fresh);
        }
        return fresh.size();
    }

    private record Minute(ModelName model, ArtifactDigest digest, Instant at) {

        static Minute of(Window window) {
            return new Minute(window.model(), window.digest(), Span.MINUTE.floor(window.from()));
        }
    }

    private void touch(List<Told> windows) {
        var minutes = windows.stream()
                .map(told -> Minute.of(told.window()))
                .distinct()
                .toList();
        sql.update(
                TOUCH,
                minutes.stream().map(minute -> minute.model().value()).toArray(String[]::new),
                minutes.stream().map(minute -> minute.digest().hex()).toArray(String[]::new),
                minutes.stream().map(minute -> minute.at().toString()).toArray(String[]::new));
    }

    /** False if a window came twice; then nothing of the batch was written. */
    private boolean copied(List<Told> windows) {
        return Boolean.TRUE.equals(sql.execute((ConnectionCallback<Boolean>) connection -> {
            var before = connection.setSavepoint();
            try {
                copy(connection, windows);
                connection.releaseSavepoint(before);
                return true;
            } catch (SQLException refused) {
                if (!UNIQUE_VIOLATION.equals(refused.getSQLState())) {
                    throw refused;
                }
                connection.rollback(before);
                return false;
            }
        }));
    }

    private record Key(DeviceId device, UUID boot, long seq, Instant from) {

        /** As it is stored: to the microsecond. */
        static Key of(Told told) {
            var window = told.window();
            return new Key(
                    told.device(), window.boot(), window.seq(), window.from().truncatedTo(ChronoUnit.MICROS));
        }
    }

    /** Without what is there, and the rest once each. */
    private List<Told> fresher(List<Told> windows) {
        var once = new LinkedHashMap<Key, Told>();
        windows.forEach(told -> once.putIfAbsent(Key.of(told), told));
        var keys = List.copyOf(once.keySet());
        there(keys).forEach(place -> once.remove(keys.get(place - 1)));
        if (once.size() == windows.size()) {
            throw new IllegalStateException("a window is there and cannot be found");
        }
        return List.copyOf(once.values());
    }

    private List<Integer> there(List<Key> keys) {
        return sql.query(
                THERE,
                (row, number) -> row.getInt(1),
                keys.stream().map(key -> key.device().value()).toArray(String[]::new),
                keys.stream().map(Key::boot).toArray(UUID[]::new),
                keys.stream().map(Key::seq).toArray(Long[]::new),
                keys.stream().map(key -> key.from().toString()).toArray(String[]::new));
    }

    /** All of them, which must be new. */
    void copy(List<Told> windows) {
        sql.execute((ConnectionCallback<Long>) connection -> copy(connection, windows));
    }

    private static long copy(Connection connection, List<Told> windows) throws SQLException {
        var rows = new BinaryCopy();
        windows.forEach(told -> row(rows, told));
        try {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(COPY, new ByteArrayInputStream(rows.finish()));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail; what the server says is an SQLException
        }
    }

    private static void row(BinaryCopy rows, Told told) {
        var window = told.window();
        rows.row(COLUMNS.size())
                .text(told.device().value())
                .uuid(window.boot())
                .int8(window.seq())
                .text(window.model().value())
                .text(window.digest().hex())
                .timestamptz(window.from())
                .timestamptz(window.to())
                .timestamptz(told.at())
                .int8(window.inferences())
                .int8(window.errors())
                .int8(window.rejected())
                .int8(window.failedInSwap())
                .int8(window.labelled())
                .int8(window.correct())
                .bytea(window.latency())
                .int8s(window.classCounts())
                .int8s(window.confidence())
                .text(told.place().site())
                .text(told.place().deviceClass())
                .float8(window.drift());
        resources(rows, window);
        shadow(rows, window);
    }

    private static void resources(BinaryCopy rows, Window window) {
        var resources = window.resources();
        rows.int8(resources == null ? null : (Long) resources.residentBytes())
                .float8(resources == null ? null : (Double) resources.cpuShare())
                .int8(resources == null ? null : (Long) resources.diskFreeBytes())
                .int8(resources == null ? null : (Long) resources.windowsLost())
                .float8(resources == null ? null : resources.joulesPerInference());
    }

    private static void shadow(BinaryCopy rows, Window window) {
        var shadow = window.shadow();
        rows.int8(shadow == null ? null : (Long) shadow.compared())
                .int8(shadow == null ? null : (Long) shadow.agreed())
                .int8(shadow == null ? null : (Long) shadow.passedOver())
                .bytea(shadow == null ? null : shadow.latency());
    }
}
