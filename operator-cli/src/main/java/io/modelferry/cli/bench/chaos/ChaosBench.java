package io.modelferry.cli.bench.chaos;

import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.demo.StruckFleet;
import io.modelferry.cli.server.ControlPlaneClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Rollouts back and forth between two versions, and a strike at random moments, until there were enough. */
final class ChaosBench {

    private static final Map<String, ?> PROBATION =
            Map.of("window", "PT1S", "minInferences", 1, "patience", "PT20S", "maxErrorShare", 1);

    private static final Duration MOTION = Duration.ofSeconds(20);
    private static final Duration A_LOOK = Duration.ofMillis(200);

    /**
     * @param longestPause between a control plane that is ready and the next strike
     * @param seed of the moments
     * @param mosquitto the program, which carries the messages and is struck down too; null for the embedded broker
     */
    record Plan(
            int points,
            int devices,
            Duration longestPause,
            long seed,
            @Nullable Path mosquitto) {

        private List<Strike> strikes() {
            return mosquitto == null ? List.of(Strike.KILLED, Strike.DATABASE_GONE) : List.of(Strike.values());
        }
    }

    private final Plan plan;
    private final StruckFleet fleet;
    private final ControlPlaneClient server;
    private final Steps steps;
    private final SplittableRandom moments;
    private final List<Ledger> ledgers = new ArrayList<>();
    private final Map<Strike, Integer> strikes = new EnumMap<>(Strike.class);
    private Duration slowest = Duration.ZERO;

    private ChaosBench(Plan plan, StruckFleet fleet, Steps steps) {
        this.plan = plan;
        this.fleet = fleet;
        this.server = fleet.client();
        this.steps = steps;
        this.moments = new SplittableRandom(plan.seed());
    }

    static ChaosResult run(Plan plan, Path data, Path home, Steps steps) throws IOException {
        steps.now("starting a control plane");
        try (var fleet = start(plan, data, home)) {
            return new ChaosBench(plan, fleet, steps).run();
        } finally {
            steps.end();
        }
    }

    private static StruckFleet start(Plan plan, Path data, Path home) throws IOException {
        return plan.mosquitto() == null
                ? StruckFleet.start(data, home, plan.devices())
                : StruckFleet.startWithMosquitto(plan.mosquitto(), data, home, plan.devices());
    }

    private ChaosResult run() throws IOException {
        steps.now("two versions, %,d devices".formatted(plan.devices()));
        fleet.publish("1");
        fleet.publish("2");
        fleet.startDevices();
        steps.now("version 1 goes to everybody");
        end(begin("1", List.of(100), Map.of()));
        strikes();
        var report = ControlPlaneClient.parse(Files.readString(fleet.report()));
        return new ChaosResult(plan, strikes, slowest, ledgers, report);
    }

    private void strikes() throws IOException {
        var version = "2";
        var rollout = next(version);
        var turns = plan.strikes();
        for (var point = 0; point < plan.points(); point++) {
            if (!server.get("/rollouts/" + rollout).path("state").asString().equals("RUNNING")) {
                end(rollout);
                version = version.equals("1") ? "2" : "1";
                rollout = next(version);
            }
            awaitMotion(rollout);
            LockSupport.parkNanos(moments.nextLong(plan.longestPause().toNanos() + 1));
            var strike = turns.get(point % turns.size());
            steps.now("strike %d of %d: %s, rollout %s".formatted(point + 1, plan.points(), strike, rollout));
            var ready = strike.hitAndHeal(fleet);
            strikes.merge(strike, 1, Integer::sum);
            slowest = ready.compareTo(slowest) > 0 ? ready : slowest;
        }
        end(rollout);
    }

    /** A strike at a fleet that has not come back yet would hit nothing but a start; after a while it is struck all the same. */
    private void awaitMotion(String rollout) {
        var before = counts(rollout);
        var latest = System.nanoTime() + MOTION.toNanos();
        while (counts(rollout).equals(before) && System.nanoTime() < latest) {
            LockSupport.parkNanos(A_LOOK.toNanos());
        }
    }

    private JsonNode counts(String rollout) {
        return server.get("/rollouts/" + rollout).path("counts");
    }

    private String next(String version) {
        return begin(version, List.of(25, 100), Map.of("maxAccuracyDrop", 0.5, "minSamples", 20));
    }

    private String begin(String version, List<Integer> percents, Map<String, ?> accuracy) {
        var gate = new HashMap<String, Object>(accuracy);
        gate.put("maxFailureShare", 0.5);
        return fleet.rollOut(version, percents, Map.of("gate", gate, "probation", PROBATION));
    }

    /** Lets the rollout come to its end, if it does, as long as device after device does, and writes down what is true then. */
    private void end(String rollout) {
        steps.now("rollout %s comes to its end".formatted(rollout));
        try {
            while (!isOver(server.get("/rollouts/" + rollout))) {
                var ended = ended(counts(rollout));
                fleet.await("one more end in rollout " + rollout, () -> {
                    var view = server.get("/rollouts/" + rollout);
                    return isOver(view) || ended(view.path("counts")) > ended;
                });
            }
        } catch (IOException late) {
            steps.now(String.valueOf(late.getMessage())); // what is missing then stands in the ledger
        }
        ledgers.add(Ledger.of(rollout, plan.devices(), server));
    }

    private boolean isOver(JsonNode view) {
        return view.path("state").asString().equals("FINISHED") && ended(view.path("counts")) == plan.devices();
    }

    private static int ended(JsonNode counts) {
        return counts.path("confirmed").asInt()
                + counts.path("failed").asInt()
                + counts.path("rolledBack").asInt();
    }
}
