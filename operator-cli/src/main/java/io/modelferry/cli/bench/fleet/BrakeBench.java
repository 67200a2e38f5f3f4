package io.modelferry.cli.bench.fleet;

import io.modelferry.cli.bench.Figure;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.demo.StruckFleet;
import io.modelferry.cli.server.ControlPlaneClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Two brakes, over virtual devices that speak MQTT over mTLS and run real updates: a pause by hand until each device has heard of it, and a
 * version that is worse in the field until the rollout turns back by itself.
 */
final class BrakeBench {

    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration A_TURN = Duration.ofMinutes(10);
    private static final Duration TOO_LATE_TO_MATTER = Duration.ofHours(6);
    private static final Map<String, ?> PROBATION =
            Map.of("window", "PT1S", "minInferences", 1, "patience", "PT60S", "maxErrorShare", 1);

    private final int devices;
    private final StruckFleet fleet;
    private final ControlPlaneClient server;
    private final InstantSource clock;
    private final Steps steps;

    private BrakeBench(int devices, StruckFleet fleet, InstantSource clock, Steps steps) {
        this.devices = devices;
        this.fleet = fleet;
        this.server = fleet.client();
        this.clock = clock;
        this.steps = steps;
    }

    /** @param data emptied first */
    static List<Figure> run(int devices, Path data, Path home, InstantSource clock, Steps steps) throws IOException {
        steps.now("starting a control plane");
        var period = List.of("--modelferry.rollout.evaluate-every=" + PERIOD.toSeconds() + "s");
        try (var fleet = StruckFleet.start(data, home, devices, period)) {
            return new BrakeBench(devices, fleet, clock, steps).run();
        } finally {
            steps.end();
        }
    }

    private List<Figure> run() throws IOException {
        steps.now("three versions, %,d devices".formatted(devices));
        for (var version : List.of("1", "2", "3")) {
            fleet.publish(version);
        }
        fleet.startDevices();
        steps.now("version 2 goes to everybody");
        awaitState(begin("2", List.of(100), Map.of()), "FINISHED");
        return List.of(pause(Moment.READY), pause(Moment.FETCHING), regression());
    }

    /**
     * Everybody is given version 1 and waits for an hour that is far away.
     *
     * @param moment when they hear of the pause
     */
    private Figure pause(Moment moment) throws IOException {
        steps.now("version 1 is handed out, to be activated much later");
        var later = clock.instant().plus(TOO_LATE_TO_MATTER).toString();
        var rollout = begin(
                "1",
                List.of(100),
                Map.of("gates", List.of(Map.of("type", "manual-approval")), "delivery", Map.of("activateAt", later)));
        fleet.await("version 1 " + moment.words, () -> moment.has(counts(rollout), devices));
        steps.now("pause");
        var began = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        order(rollout, "pause");
        fleet.await("a paused goal on every device", () -> pausedAt().size() == devices);
        var seconds = pausedAt().stream().map(at -> (at - began) / 1e6).toList();
        steps.now("back to version 2");
        order(rollout, "rollback");
        awaitState(rollout, "ROLLED_BACK");
        return Figure.atMost(
                "pauseReaches-" + devices + moment.key,
                "pause reaches %,d online devices, version 1 %s, p99".formatted(devices, moment.words),
                List.of(Quantiles.of(seconds, 0.99)),
                "s",
                5,
                "from the request to the signed goal on the device over MQTT; p50 %s s, last %s s"
                        .formatted(Figure.number(Quantiles.of(seconds, 0.5)), Figure.number(seconds.getLast())));
    }

    private enum Moment {
        READY("", "ready on all of them") {
            @Override
            boolean has(JsonNode counts, int devices) {
                return counts.path("verified").asInt() + counts.path("probed").asInt() == devices;
            }
        },
        /** Their downloads and patches take this machine's processor, which devices of their own would do for themselves. */
        FETCHING("-fetching", "on its way to all of them") {
            @Override
            boolean has(JsonNode counts, int devices) {
                return counts.path("treated").asInt() == devices;
            }
        };

        private final String key;
        private final String words;

        Moment(String key, String words) {
            this.key = key;
            this.words = words;
        }

        abstract boolean has(JsonNode counts, int devices);
    }

    private List<Long> pausedAt() {
        var at = new ArrayList<Long>();
        try {
            ControlPlaneClient.parse(Files.readString(fleet.report()))
                    .path("pausedAtMicros")
                    .forEach(micros -> at.add(micros.asLong()));
        } catch (IOException notYet) {
            return List.of();
        }
        return at;
    }

    /** The bound was crossed after the last look at the field that did not say so; with none, after the first device answered with the version. */
    private Figure regression() throws IOException {
        steps.now("version 3, which is worse, goes to half of them");
        var rollout = begin("3", List.of(50, 100), Map.of("gate", Map.of("maxAccuracyDrop", 0.03, "minSamples", 200)));
        var turn = turn(rollout);
        var evidence = new ArrayList<JsonNode>();
        server.get("/rollouts/" + rollout + "/evidence").path("items").forEach(evidence::add);
        var worse = evidence.size() - 1;
        while (worse > 0 && evidence.get(worse - 1).path("verdict").asString().equals("WORSE")) {
            worse--;
        }
        var crossed = worse < 1 ? turn.answering() : at(evidence.get(worse - 1));
        return Figure.atMost(
                "turnsBack-" + devices,
                "regression in the field of %,d devices until ROLLING_BACK".formatted(devices),
                List.of(seconds(crossed, turn.back())),
                "s",
                PERIOD.toSeconds(),
                "from %s, so at most this; %s s after the first look that did not hold; two looks every %d s"
                        .formatted(
                                worse < 1
                                        ? "the first device that answered with it"
                                        : "the last look at the field that held",
                                Figure.number(seconds(at(evidence.get(worse)), turn.back())),
                                PERIOD.toSeconds()));
    }

    /**
     * @param answering when a device first answered with the version
     * @param back when the rollout was ROLLING_BACK
     */
    private record Turn(Instant answering, Instant back) {}

    /** Asked often: what passes until the next question counts. */
    private Turn turn(String rollout) throws IOException {
        var latest = clock.instant().plus(A_TURN);
        @Nullable Instant answering = null;
        while (true) {
            var view = server.get("/rollouts/" + rollout);
            var now = clock.instant();
            var counts = view.path("counts");
            if (answering == null
                    && counts.path("trial").asInt() + counts.path("confirmed").asInt() > 0) {
                answering = now;
            }
            if (view.path("state").asString().equals("ROLLING_BACK")) {
                return new Turn(answering == null ? now : answering, now);
            }
            if (now.isAfter(latest)) {
                throw new IOException("rollout %s did not turn back within %d s, it is %s"
                        .formatted(
                                rollout, A_TURN.toSeconds(), view.path("state").asString()));
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static Instant at(JsonNode evidence) {
        return Instant.parse(evidence.path("at").asString());
    }

    private static double seconds(Instant from, Instant until) {
        return Duration.between(from, until).toMillis() / 1e3;
    }

    private String begin(String version, List<Integer> percents, Map<String, ?> more) {
        var plan = new HashMap<String, Object>(more);
        plan.put("probation", PROBATION);
        return fleet.rollOut(version, percents, plan);
    }

    private void order(String rollout, String verb) {
        server.post("/rollouts/" + rollout + "/" + verb, Map.of("reason", "the bench wants to know"));
    }

    private JsonNode counts(String rollout) {
        return server.get("/rollouts/" + rollout).path("counts");
    }

    private void awaitState(String rollout, String state) throws IOException {
        fleet.await("rollout " + rollout + " " + state, () -> state(rollout).equals(state));
    }

    private String state(String rollout) {
        return server.get("/rollouts/" + rollout).path("state").asString();
    }
}
