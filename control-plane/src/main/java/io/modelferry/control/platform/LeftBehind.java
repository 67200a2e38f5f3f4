package io.modelferry.control.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops a PostgreSQL server in order: ours at the end, or one that a killed control plane left running. */
final class LeftBehind {

    private static final Logger log = LoggerFactory.getLogger(LeftBehind.class);
    private static final long PATIENCE_SECONDS = 20;

    private LeftBehind() {}

    /** Stops the server that {@code postmaster.pid} names, if it lives and really serves this cluster. */
    static void stop(Path cluster) {
        runningOn(cluster).ifPresent(server -> {
            log.warn("stopping a PostgreSQL that was left behind pid={}", server.pid());
            stop(server);
        });
    }

    /** Fast shutdown (SIGINT): open transactions roll back, everything committed is flushed. Then immediate, then by force. */
    static void stop(ProcessHandle server) {
        for (var signal : new String[] {"INT", "QUIT", "KILL"}) {
            if (!server.isAlive()) {
                return;
            }
            send(signal, server);
            if (endsSoon(server)) {
                return;
            }
        }
    }

    private static Optional<ProcessHandle> runningOn(Path cluster) {
        try {
            var pidFile = cluster.resolve("postmaster.pid");
            if (!Files.exists(pidFile)) {
                return Optional.empty();
            }
            var pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(process -> serves(process, cluster));
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty(); // PostgreSQL itself refuses to start on a pid file that is still true
        }
    }

    /** The pid may have been given to another program since. */
    private static boolean serves(ProcessHandle process, Path cluster) {
        return process.info()
                .commandLine()
                .map(line -> line.contains(cluster.toString()))
                .orElse(false);
    }

    private static void send(String signal, ProcessHandle server) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(server.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            server.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            server.destroyForcibly();
        }
    }

    private static boolean endsSoon(ProcessHandle server) {
        try {
            server.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return false;
        } catch (ExecutionException e) {
            return !server.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
