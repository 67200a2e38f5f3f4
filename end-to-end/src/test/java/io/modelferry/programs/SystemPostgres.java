package io.modelferry.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A cluster of the system's PostgreSQL in a folder of the test's, on a free loopback port, with password authentication. */
public final class SystemPostgres implements AutoCloseable {

    public static final String USER = "modelferry";
    public static final String PASSWORD = "only-for-this-test";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RunningProgram server;
    private final int port;

    private SystemPostgres(RunningProgram server, int port) {
        this.server = server;
        this.port = port;
    }

    public static SystemPostgres start(Path folder) {
        var initdb = SystemProgram.INITDB.require();
        var postgres = SystemProgram.POSTGRES.require();
        var data = folder.resolve("pgdata");
        var port = RunningProgram.freePort();
        initialise(initdb, folder, data);
        var command = unprivileged(List.of(
                postgres.toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories="));
        var server = RunningProgram.start("postgres", command, folder.resolve("postgres.log"));
        return new SystemPostgres(server.untilItListensOn(port), port).untilItAnswers();
    }

    /** It listens before it is up, and says so to whoever comes that early. */
    private SystemPostgres untilItAnswers() {
        Awaitility.await("postgres answers").atMost(PATIENCE).until(() -> {
            server.requireAlive();
            try (var connection = DriverManager.getConnection(jdbcUrl(), USER, PASSWORD)) {
                return connection.isValid(1);
            } catch (SQLException notYet) {
                return false;
            }
        });
        return this;
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    @Override
    public void close() {
        server.close();
    }

    private static void initialise(Path initdb, Path folder, Path data) {
        try {
            var password = Files.writeString(folder.resolve("pgpass"), PASSWORD);
            var command = unprivileged(List.of(
                    initdb.toString(),
                    "-D",
                    data.toString(),
                    "-U",
                    USER,
                    "--pwfile",
                    password.toString(),
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync"));
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("initdb.log").toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new AssertionError("initdb: " + Files.readString(folder.resolve("initdb.log")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** PostgreSQL refuses to run as root: inside a user namespace of its own it does not see that it does. */
    private static List<String> unprivileged(List<String> command) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return command;
        }
        var wrapped = new ArrayList<>(List.of("unshare", "-U", "--"));
        wrapped.addAll(command);
        return wrapped;
    }
}
