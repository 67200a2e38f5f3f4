package io.modelferry.control.platform;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own in the data folder: durable (fsync and data checksums on), UTF-8 whatever the machine's locale says, on
 * loopback only, with a generated password. Started before the first connection, stopped after the last.
 * <p>A server that a killed control plane left behind is stopped in order before a new one starts on its data.
 */
final class EmbeddedPostgres implements AutoCloseable {

    static final String USER = "modelferry";

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Process server;
    private final int port;
    private final String password;

    private EmbeddedPostgres(Process server, int port, String password) {
        this.server = server;
        this.port = port;
        this.password = password;
    }

    /** @param wantedPort 0 takes a free one */
    static EmbeddedPostgres start(Path folder, String password, int wantedPort) {
        var programs = PostgresBinaries.in(folder);
        var cluster = folder.resolve("cluster");
        LeftBehind.stop(cluster);
        if (!Files.exists(cluster.resolve("PG_VERSION"))) {
            initialise(programs, folder, cluster, password);
        }
        var port = wantedPort == 0 ? freePort() : requireFree(wantedPort);
        var server = launch(programs, folder, cluster, port);
        awaitReady(server, port, cluster, folder.resolve("postgres.log"));
        log.info("embedded PostgreSQL is up port={} data={}", port, cluster);
        return new EmbeddedPostgres(server, port, password);
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    String password() {
        return password;
    }

    @Override
    public void close() {
        LeftBehind.stop(server.toHandle());
    }

    private static void initialise(PostgresBinaries programs, Path folder, Path cluster, String password) {
        var unfinished = folder.resolve("cluster.unfinished");
        var passwordFile = folder.resolve("initial-password");
        DataFolder.write(passwordFile, password.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        try {
            org.springframework.util.FileSystemUtils.deleteRecursively(unfinished);
            var initdb = unprivileged(List.of(
                            programs.program("initdb"),
                            "--pgdata=" + unfinished,
                            "--username=" + USER,
                            "--pwfile=" + passwordFile,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale=C",
                            "--data-checksums"))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("initdb.log").toFile())
                    .start();
            if (initdb.waitFor() != 0) {
                throw new CannotStart(
                        "PostgreSQL could not make its data folder: " + gist(folder.resolve("initdb.log")));
            }
            Files.move(unfinished, cluster);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStart("interrupted while PostgreSQL made its data folder", e);
        } finally {
            passwordFile.toFile().delete();
        }
    }

    private static Process launch(PostgresBinaries programs, Path folder, Path cluster, int port) {
        try {
            return unprivileged(List.of(
                            programs.program("postgres"),
                            "-D",
                            cluster.toString(),
                            "-p",
                            Integer.toString(port),
                            "-c",
                            "listen_addresses=127.0.0.1",
                            "-c",
                            "unix_socket_directories=",
                            "-c",
                            "fsync=on",
                            "-c",
                            "max_connections=60",
                            "-c",
                            "shared_buffers=" + sharedMegabytes() + "MB",
                            "-c",
                            "timezone=UTC",
                            "-c",
                            "log_timezone=UTC"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("postgres.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new CannotStart("PostgreSQL could not be started: " + e.getMessage(), e);
        }
    }

    /** A thirty-second of the machine's memory: the control plane beside it, and the system's own cache, need the rest. */
    private static long sharedMegabytes() {
        var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Math.clamp(machine.getTotalMemorySize() >> 20 >> 5, 128, 1024);
    }

    private static void awaitReady(Process server, int port, Path cluster, Path logFile) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!(listens(port) && isReady(cluster))) {
            if (hasEnded(server)) {
                throw new CannotStart("PostgreSQL ended while starting: " + gist(logFile) + " (see " + logFile + ")");
            }
            if (System.nanoTime() > deadline) {
                server.destroy();
                throw new CannotStart("PostgreSQL was not ready after " + PATIENCE.toSeconds() + " s, see " + logFile);
            }
        }
    }

    /**
     * PostgreSQL refuses to run as root; inside a user namespace of its own it is nobody. A session of its own keeps the terminal's
     * Ctrl-C from it: the control plane stops it, last.
     */
    private static ProcessBuilder unprivileged(List<String> command) {
        var wrapped = new java.util.ArrayList<String>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            wrapped.add("/usr/bin/setsid");
        }
        if ("root".equals(System.getProperty("user.name"))) {
            wrapped.addAll(List.of("unshare", "--user", "--"));
        }
        wrapped.addAll(command);
        var builder = new ProcessBuilder(wrapped);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LANG", "C");
        return builder;
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /**
     * The eighth line of the server's own file says so. The port is open before: a server that still starts, or recovers from a
     * crash, turns everybody away.
     */
    private static boolean isReady(Path cluster) {
        try (var lines = Files.lines(cluster.resolve("postmaster.pid"))) {
            return lines.skip(7)
                    .findFirst()
                    .filter(line -> line.strip().equals("ready"))
                    .isPresent();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean hasEnded(Process server) {
        try {
            return server.waitFor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStart("interrupted while PostgreSQL started", e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int requireFree(int port) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress("127.0.0.1", port));
            return port;
        } catch (IOException busy) {
            throw new CannotStart(
                    "Port %d for the embedded PostgreSQL is busy. Stop what uses it, or set MODELFERRY_DATABASE_EMBEDDEDPORT."
                            .formatted(port),
                    busy);
        }
    }

    /** What a person needs of a program's log: the full disk, else the last error, else the last line. */
    private static String gist(Path log) {
        try {
            var lines = Files.readAllLines(log).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            if (lines.stream().anyMatch(line -> line.contains("No space left on device"))) {
                return "the disk is full. Make room, or set MODELFERRY_DATA to a folder on another disk.";
            }
            return lines.stream()
                    .filter(line -> line.contains("error:") || line.contains("FATAL:"))
                    .reduce((before, line) -> line)
                    .orElse(lines.isEmpty() ? "no output" : lines.getLast());
        } catch (IOException e) {
            return "no output";
        }
    }
}
