package io.modelferry.control.telemetry;

import io.modelferry.protocol.telemetry.Window;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes windows by COPY, each (device, boot, sequence, start) once, and marks the minutes whose roll-ups lack them. Straight into the days
 * as long as nothing came twice, which is nearly always; else by way of a table of the connection's own, that leaves out what is there.
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

    private static final String LIST = String.join(", ", COLUMNS);

    private static final String STAGING =
            "create temporary table if not exists telemetry_incoming (like telemetry_window) on commit delete rows";

    private static final String KEEP = "insert into telemetry_window (" + LIST + ") select " + LIST
            + " from telemetry_incoming on conflict do nothing";

    private static final String TOUCH = """
            insert into telemetry_touched
            select distinct model, digest, date_trunc('minute', from_at)
            from unnest(?::text[], ?::text[], ?::timestamptz[]) as incoming(model, digest, from_at)""";

    /** A row of a batch is there already. */
    private static final String UNIQUE_VIOLATION = "23505";

    private final JdbcTemplate sql;

    WindowWriter(JdbcTemplate sql) {
        this.sql = sql;
    }

    /**
     * In the caller's transaction, which must be there: the staging table is emptied by its end.
     *
     * @return how many were new
     */
    int write(List<Told> windows) {
        touch(windows);
        if (copiedStraight(windows)) {
            return windows.size();
        }
        sql.execute(STAGING);
        copy("telemetry_incoming", windows);
        return sql.update(KEEP);
    }

    private void touch(List<Told> windows) {
        sql.update(
                TOUCH,
                windows.stream().map(told -> told.window().model().value()).toArray(String[]::new),
                windows.stream().map(told -> told.window().digest().hex()).toArray(String[]::new),
                windows.stream().map(told -> told.window().from().toString()).toArray(String[]::new));
    }

    /** False if a window came twice; then nothing of the batch was written. */
    private boolean copiedStraight(List<Told> windows) {
        return Boolean.TRUE.equals(sql.execute((ConnectionCallback<Boolean>) connection -> {
            var before = connection.setSavepoint();
            try {
                copy(connection, "telemetry_window", windows);
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

    /** Into a table that has the columns of {@code telemetry_window}. */
    void copy(String table, List<Told> windows) {
        sql.execute((ConnectionCallback<Long>) connection -> copy(connection, table, windows));
    }

    private static long copy(Connection connection, String table, List<Told> windows) throws SQLException {
        var rows = new BinaryCopy();
        windows.forEach(told -> row(rows, told));
        try {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy " + table + " (" + LIST + ") from stdin (format binary)",
                            new ByteArrayInputStream(rows.finish()));
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
