package io.modelferry.control.seeding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * A program of its own, for benches: enrolled devices, set-wise, on the embedded PostgreSQL that runs in a data folder.
 * <pre>--data DIR --devices N --model M --version V --standard DIGEST --constrained DIGEST --probation JSON</pre>
 * Of the devices half are of the class {@code standard} and half {@code constrained}; they stand at 500 sites, seven of ten are online, all
 * attest the file of their class, and the model's line stands at {@code V}, as if a rollout of it had reached everybody. None has a
 * certificate: no such device could connect. Refuses a fleet that is not empty.
 */
public final class SeededFleet {

    private static final List<String> OPTIONS =
            List.of("--data", "--devices", "--model", "--version", "--standard", "--constrained", "--probation");
    private static final int SITES = 500;
    private static final int LINE_OF_PORT = 3;

    private SeededFleet() {}

    /** @param standard digests of the files of the two classes, lower-case hex */
    record Plan(int devices, String model, String version, String standard, String constrained, String probation) {}

    public static void main(String[] args) throws IOException, SQLException {
        if (args.length != 2 * OPTIONS.size() || !List.of(args).containsAll(OPTIONS)) {
            System.err.println("usage: --data DIR --devices N --model M --version V --standard DIGEST"
                    + " --constrained DIGEST --probation JSON");
            System.exit(2);
        }
        var values = OPTIONS.stream()
                .map(option -> args[List.of(args).indexOf(option) + 1])
                .toList();
        var plan = new Plan(
                Integer.parseInt(values.get(1)),
                values.get(2),
                values.get(3),
                values.get(4),
                values.get(5),
                values.get(6));
        try (var connection = connect(Path.of(values.get(0)))) {
            seed(connection, plan);
        }
    }

    private static Connection connect(Path data) throws IOException, SQLException {
        var server =
                Files.readAllLines(data.resolve("postgres").resolve("cluster").resolve("postmaster.pid"));
        var password = Files.readString(data.resolve("secrets").resolve("postgres-password"));
        var url = "jdbc:postgresql://127.0.0.1:" + server.get(LINE_OF_PORT).strip() + "/postgres";
        return DriverManager.getConnection(url, "modelferry", password.strip());
    }

    /** Whole or not at all; the planner then knows how large the tables are. */
    static void seed(Connection connection, Plan plan) throws SQLException {
        connection.setAutoCommit(false);
        requireNoDevices(connection);
        token(connection, plan);
        devices(connection, plan);
        running(connection, plan);
        presence(connection);
        line(connection, plan);
        connection.commit();
        connection.setAutoCommit(true);
        try (var statement = connection.createStatement()) {
            statement.execute("vacuum analyze fleet_device, fleet_device_words, fleet_running, fleet_presence");
        }
    }

    private static void requireNoDevices(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var some = statement.executeQuery("select 1 from fleet_device limit 1")) {
            if (some.next()) {
                throw new SQLException("this control plane has devices: only an empty one is seeded");
            }
        }
    }

    private static void token(Connection connection, Plan plan) throws SQLException {
        update(connection, """
                insert into fleet_enrolment_token
                    (id, token_hash, id_pattern, device_class, site, lab, max_uses, used, created_by, created_at, expires_at)
                values ('seeded', 'seeded', 'seed-*', 'standard', 'site-000', false, ?, ?, 'bench', now(), now())""", plan.devices(), plan.devices());
    }

    private static void devices(Connection connection, Plan plan) throws SQLException {
        update(connection, """
                insert into fleet_device (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint, certificate, online,
                    last_seen, boot, agent_version, facts)
                select 'seed-' || lpad(n::text, 7, '0'), 'site-' || lpad((n % ?)::text, 3, '0'),
                       case when n % 2 = 0 then 'standard' else 'constrained' end, false, now(), 'seeded', md5(n::text), '',
                       n % 10 < 7, now(), gen_random_uuid(), 'seeded', 'seeded'
                  from generate_series(1, ?) n""", SITES, plan.devices());
    }

    private static void running(Connection connection, Plan plan) throws SQLException {
        update(connection, """
                insert into fleet_running (device_id, model, digest, quarantined, since)
                select id, ?, case when device_class = 'standard' then ? else ? end, '{}', now() from fleet_device""", plan.model(), plan.standard(), plan.constrained());
    }

    private static void presence(Connection connection) throws SQLException {
        update(connection, """
                insert into fleet_presence (device_id, online_at) select id, now() from fleet_device where online""");
    }

    private static void line(Connection connection, Plan plan) throws SQLException {
        update(connection, """
                insert into rollout_line (model, version, probation, rollout_id, moved_at) values (?, ?, ?, 'r999999999999', now())""", plan.model(), plan.version(), plan.probation());
    }

    private static void update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }
}
