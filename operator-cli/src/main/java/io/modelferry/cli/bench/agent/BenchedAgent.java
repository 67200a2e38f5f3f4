package io.modelferry.cli.bench.agent;

import io.modelferry.agent.rehearsal.LoopbackClient;
import io.modelferry.agent.rehearsal.RehearsalPlane;
import io.modelferry.agent.rehearsal.RehearsedAgent;
import io.modelferry.cli.bench.AnonymousMemory;
import io.modelferry.protocol.report.Reported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** A packaged agent, seen from outside its process: when it is ready, what it uses. */
final class BenchedAgent implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = 2_000_000;
    private static final double TICKS_A_SECOND = 100; // USER_HZ, the same on every Linux

    private final RehearsalPlane plane;
    private final RehearsedAgent agent;
    private final Optional<UUID> bootBefore;
    private final long beganNanos = System.nanoTime();

    private BenchedAgent(RehearsalPlane plane, RehearsedAgent agent, Optional<UUID> bootBefore) {
        this.plane = plane;
        this.agent = agent;
        this.bootBefore = bootBefore;
    }

    /** @param data the device's folder; an agent enrols there at its first start */
    static BenchedAgent start(Path agentPackage, RehearsalPlane plane, Path data) throws IOException {
        var launcher = agentPackage.resolve("bin/ferry-agent");
        var before = plane.reported().map(Reported::boot);
        var agent = RehearsedAgent.start(launcher, plane, data, Map.of(), "--retry-first", "PT0.1S");
        return new BenchedAgent(plane, agent, before);
    }

    long pid() {
        return agent.process().pid();
    }

    /** Waits until the agent is connected and answers an inference. @return since the start of its process */
    Duration awaitReady(String body) throws IOException {
        awaitAnswer(body);
        awaitConnected();
        return Duration.ofNanos(System.nanoTime() - beganNanos);
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
        while (!agent.answers(body)) {
            require(agent.process().isAlive() && System.nanoTime() - beganNanos < PATIENCE.toNanos(), "answer");
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** @throws IOException with its last words, unless {@code came} */
    void require(boolean came, String what) throws IOException {
        agent.require(came, what);
    }

    Optional<Integer> port() {
        return agent.port();
    }

    LoopbackClient client(String body) throws IOException {
        return agent.client(body);
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
        agent.kill();
    }

    @Override
    public void close() {
        agent.close();
    }
}
