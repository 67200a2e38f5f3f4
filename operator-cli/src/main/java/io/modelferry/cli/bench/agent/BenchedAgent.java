package io.modelferry.cli.bench.agent;

import io.modelferry.agent.rehearsal.LoopbackClient;
import io.modelferry.agent.rehearsal.RehearsalPlane;
import io.modelferry.cli.bench.AnonymousMemory;
import io.modelferry.cli.bench.AtExit;
import io.modelferry.protocol.report.Reported;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A packaged agent in its own process, told nothing but what a device is told. */
final class BenchedAgent implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = 500_000;
    private static final double TICKS_A_SECOND = 100; // USER_HZ, the same on every Linux

    private final RehearsalPlane plane;
    private final Path data;
    private final Path log;
    private final Process process;
    private final AtExit atExit;
    private final Optional<UUID> bootBefore;
    private final long beganNanos = System.nanoTime();

    private BenchedAgent(RehearsalPlane plane, Path data, Path log, Process process, Optional<UUID> bootBefore) {
        this.plane = plane;
        this.data = data;
        this.log = log;
        this.process = process;
        this.bootBefore = bootBefore;
        this.atExit = AtExit.run("stop the benched agent", process::destroyForcibly);
    }

    /** @param data the device's folder; an agent enrols there at its first start */
    static BenchedAgent start(Path agentPackage, RehearsalPlane plane, Path data) throws IOException {
        Files.createDirectories(data);
        Files.deleteIfExists(data.resolve("run/serving-port"));
        var log = data.resolveSibling(data.getFileName() + ".log");
        var builder = new ProcessBuilder(List.of(
                agentPackage.resolve("bin/ferry-agent").toString(),
                "--data",
                data.toString(),
                "--id",
                RehearsalPlane.DEVICE.value(),
                "--server",
                plane.url().toString(),
                "--retry-first",
                "PT0.1S"));
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment().put("MODELFERRY_AGENT_JOIN", plane.join());
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        var before = plane.reported().map(Reported::boot);
        return new BenchedAgent(plane, data, log, builder.start(), before);
    }

    long pid() {
        return process.pid();
    }

    /** Waits until the agent is connected and answers an inference. @return since the start of its process */
    Duration awaitReady(String body) throws IOException {
        awaitAnswer(body);
        var answered = System.nanoTime();
        awaitConnected();
        return Duration.ofNanos(Math.max(answered, System.nanoTime()) - beganNanos);
    }

    void awaitConnected() throws IOException {
        require(plane.await(PATIENCE, this::isConnected), "connect");
    }

    private boolean isConnected() {
        return plane.reported()
                .map(Reported::boot)
                .filter(boot -> !bootBefore.equals(Optional.of(boot)))
                .isPresent();
    }

    void awaitAnswer(String body) throws IOException {
        while (!answers(body)) {
            require(process.isAlive() && System.nanoTime() - beganNanos < PATIENCE.toNanos(), "answer");
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private boolean answers(String body) throws IOException {
        var port = port();
        if (port.isEmpty()) {
            return false;
        }
        try (var client = new LoopbackClient(port.orElseThrow(), body)) {
            return client.infer().status() == 200;
        } catch (ConnectException e) {
            return false;
        }
    }

    /** Empty until it listens. */
    Optional<Integer> port() {
        try {
            var text = Files.readString(data.resolve("run/serving-port")).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(Integer.parseInt(text));
        } catch (IOException e) {
            return Optional.empty(); // not written yet
        }
    }

    LoopbackClient client(String body) throws IOException {
        return new LoopbackClient(port().orElseThrow(() -> new IOException("the agent does not listen")), body);
    }

    /** Memory that is the process's alone. */
    long anonymousBytes() {
        return AnonymousMemory.bytesOf(pid());
    }

    /** CPU time that it has used so far, user and system. */
    Duration cpu() throws IOException {
        var stat = Files.readString(Path.of("/proc", Long.toString(pid()), "stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // from field 3 of proc(5) on
        var ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return Duration.ofNanos((long) (ticks / TICKS_A_SECOND * 1e9));
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
        atExit.close();
    }

    private void require(boolean came, String what) throws IOException {
        if (!came) {
            throw new IOException("the agent did not %s. Its last words (%s):%n%s".formatted(what, log, lastWords()));
        }
    }

    String lastWords() throws IOException {
        var lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
        atExit.close();
    }
}
