package io.modelferry.agent;

import io.modelferry.agent.enrolment.Enrolment;
import io.modelferry.agent.enrolment.EnrolmentRefused;
import io.modelferry.agent.enrolment.IdentityFiles;
import io.modelferry.agent.rehearsal.LayeredModel;
import io.modelferry.agent.rehearsal.RehearsalPlane;
import io.modelferry.delta.generate.DeltaGenerator;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.enrolment.JoinString;
import io.modelferry.protocol.goal.Probation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * A device's first day in a few seconds, against a control plane in the same process: enrolment, connection, a whole model, a delta,
 * inferences, and a start with what is there. The packager runs it to train the AOT cache, and to see that the folder works.
 */
public final class Rehearsal {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Probation SHORT = new Probation(Duration.ofMillis(200), 1, Duration.ofSeconds(2), 1);
    private static final int INFERENCES = 200;

    private final Path folder;
    private final Clock clock;
    private final RehearsalPlane plane;

    private Rehearsal(Path folder, Clock clock, RehearsalPlane plane) {
        this.folder = folder;
        this.clock = clock;
        this.plane = plane;
    }

    public static void main(String[] arguments) throws Exception {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-agent.xml");
        }
        var clock = Clock.systemUTC();
        var folder = Files.createTempDirectory("ferry-rehearsal-");
        try (var plane = new RehearsalPlane(clock)) {
            new Rehearsal(folder, clock, plane).run();
        } finally {
            delete(folder);
        }
        System.exit(0); // threads of the HTTP server and of Paho may linger
    }

    private void run() throws IOException, EnrolmentRefused, InterruptedException {
        var first = LayeredModel.small(1);
        var one = plane.publish(first.bytes());
        var two = plane.publish(LayeredModel.small(2).bytes());
        var delta = plane.offer(one, delta(first.bytes(), LayeredModel.small(2).bytes()));
        plane.want(one, List.of(), SHORT);
        try (var agent = start()) {
            awaitRunning(one.digest());
            infer(agent, first.inputs());
            plane.want(two, List.of(delta), SHORT);
            awaitRunning(two.digest());
        }
        try (var agent = start()) {
            infer(agent, first.inputs());
        }
    }

    private Agent start() throws IOException, EnrolmentRefused {
        var data = folder.resolve("device");
        var files = new IdentityFiles(data.resolve("id"));
        var identity = files.load().isPresent()
                ? files.load().orElseThrow()
                : new Enrolment(files).enrol(plane.url(), JoinString.parse(plane.join()), RehearsalPlane.DEVICE);
        var arguments = new String[] {"--data", data.toString(), "--window", "PT1S", "--retry-first", "PT0.05S"};
        return Agent.start(
                AgentConfiguration.of(arguments, Map.of()),
                identity,
                new Agent.Surroundings(UUID.randomUUID(), clock, new Random()));
    }

    private byte[] delta(byte[] base, byte[] target) throws IOException {
        var from = Files.write(folder.resolve("1.onnx"), base);
        var to = Files.write(folder.resolve("2.onnx"), target);
        var patch = folder.resolve("patch");
        new DeltaGenerator().generate(from, to, patch);
        return Files.readAllBytes(patch);
    }

    private void awaitRunning(ArtifactDigest digest) {
        var came = plane.await(
                PATIENCE,
                () -> plane.reported().stream()
                        .flatMap(reported -> reported.models().stream())
                        .anyMatch(model -> digest.equals(model.running())));
        if (!came) {
            throw new IllegalStateException(
                    "the rehearsal's model did not come to run; last events: " + plane.events());
        }
    }

    private static void infer(Agent agent, int inputs) throws IOException, InterruptedException {
        var body = "{\"id\":\"r\",\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,%d],\"data\":%s}]}"
                .formatted(inputs, Collections.nCopies(inputs, 0.5));
        var path = "http://127.0.0.1:%d/v2/models/%s/infer".formatted(agent.servingPort(), RehearsalPlane.MODEL);
        var request = HttpRequest.newBuilder(URI.create(path))
                .POST(BodyPublishers.ofString(body))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            for (var i = 0; i < INFERENCES; i++) {
                var status = client.send(request, BodyHandlers.discarding()).statusCode();
                if (status != 200) {
                    throw new IllegalStateException("an inference of the rehearsal was answered with " + status);
                }
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
