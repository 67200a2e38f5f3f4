package io.modelferry.agent.rehearsal;

import io.modelferry.agent.rehearsal.RehearsalPlane.Published;
import io.modelferry.delta.generate.DeltaGenerator;
import io.modelferry.protocol.goal.DeltaOffer;
import io.modelferry.protocol.goal.Probation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A device's first days in a few seconds, with a packaged agent in a process of its own. On the first day it enrols and installs a
 * model; the second is what every other start is like: it takes up what is there, connects, answers, patches. Both are recorded, the
 * second over the first, so that the AOT cache holds what a start needs and not what made the control plane here.
 */
public final class Rehearsal {

    /** Read by the launcher: the file that its JVM records into. */
    private static final String RECORDING = "FERRY_AGENT_RECORDING";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Probation SHORT = new Probation(Duration.ofMillis(200), 1, Duration.ofSeconds(2), 1);
    private static final int INFERENCES = 200;

    private final Path launcher;
    private final Path recording;
    private final Path folder;
    private final RehearsalPlane plane;
    private final LayeredModel first = LayeredModel.ofFourMegabytes(1);
    private final LayeredModel second = LayeredModel.ofFourMegabytes(2);

    private Rehearsal(Path launcher, Path recording, Path folder, RehearsalPlane plane) {
        this.launcher = launcher;
        this.recording = recording;
        this.folder = folder;
        this.plane = plane;
    }

    /** @param arguments the launcher of a package; the file to record into */
    public static void main(String[] arguments) throws IOException {
        var folder = Files.createTempDirectory("ferry-rehearsal-");
        try (var plane = new RehearsalPlane(Clock.systemUTC())) {
            new Rehearsal(Path.of(arguments[0]), Path.of(arguments[1]), folder, plane).run();
        } finally {
            delete(folder);
        }
        System.exit(0); // threads of the servers may linger
    }

    private void run() throws IOException {
        var one = plane.publish(first.bytes());
        var two = plane.publish(second.bytes());
        var delta = plane.offer(one, delta());
        plane.want(one, List.of(), SHORT);
        try (var agent = start()) {
            awaitRunning(agent, one);
        }
        try (var agent = start()) {
            agent.require(plane.await(PATIENCE, () -> agent.port().isPresent()), "listen");
            infer(agent);
            update(agent, two, delta);
            infer(agent);
        }
    }

    private RehearsedAgent start() throws IOException {
        var variables = Map.of(RECORDING, recording.toString());
        return RehearsedAgent.start(
                launcher, plane, folder.resolve("device"), variables, "--window", "PT1S", "--retry-first", "PT0.05S");
    }

    private void update(RehearsedAgent agent, Published version, DeltaOffer delta) throws IOException {
        plane.want(version, List.of(delta), SHORT);
        awaitRunning(agent, version);
    }

    private byte[] delta() throws IOException {
        var from = Files.write(folder.resolve("1.onnx"), first.bytes());
        var to = Files.write(folder.resolve("2.onnx"), second.bytes());
        var patch = folder.resolve("patch");
        new DeltaGenerator().generate(from, to, patch);
        return Files.readAllBytes(patch);
    }

    private void awaitRunning(RehearsedAgent agent, Published version) throws IOException {
        agent.require(plane.awaitRunning(version, PATIENCE), "come to run its model");
    }

    private void infer(RehearsedAgent agent) throws IOException {
        try (var client = agent.client(LoopbackClient.body(first.inputs()))) {
            for (var i = 0; i < INFERENCES; i++) {
                var status = client.infer().status();
                agent.require(status == 200, "answer an inference, but said " + status);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var below = Files.walk(folder)) {
            for (var file : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
