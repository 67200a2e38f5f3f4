package io.modelferry.cli.bench.fleet;

import io.modelferry.cli.bench.Figure;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.demo.MeasuredFleet;
import io.modelferry.cli.server.ControlPlaneClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** One rollout over a large fleet that stands in the tables: created, started, paused and taken back over the public API, by the clock. */
final class RolloutBench {

    private static final String PROBATION =
            "{\"window\":\"PT10M\",\"minInferences\":20,\"patience\":\"PT1H\",\"maxErrorShare\":0.05}";
    /** Nobody else is there to approve; gates are asked as often as they are by default. */
    private static final List<String> SETTINGS =
            List.of("--modelferry.rollout.approve-above=-1", "--modelferry.rollout.evaluate-every=10s");

    private static final int REQUESTS = 200;
    private static final int PERCENT = 50;
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final double HAWKBIT_PER_SECOND = 100_000 / 110.0;
    private static final String HAWKBIT = "hawkBit 1.1.0 with PostgreSQL on 2 cores: ";

    /** @param handingOut how long the scheduler is watched, at most */
    record Plan(List<Integer> sizes, Duration handingOut) {

        Plan {
            sizes = List.copyOf(sizes);
        }
    }

    private final int devices;
    private final MeasuredFleet fleet;
    private final ControlPlaneClient server;
    private final Duration handingOut;
    private final Steps steps;
    private final List<Figure> figures = new ArrayList<>();

    private RolloutBench(int devices, MeasuredFleet fleet, Duration handingOut, Steps steps) {
        this.devices = devices;
        this.fleet = fleet;
        this.server = fleet.client();
        this.handingOut = handingOut;
        this.steps = steps;
    }

    /** @param data emptied before each size */
    static List<Figure> run(Plan plan, Path data, Path home, Steps steps) throws IOException {
        var figures = new ArrayList<Figure>();
        for (var size : plan.sizes()) {
            steps.now("%,d devices: starting a control plane".formatted(size));
            try (var fleet = MeasuredFleet.start(data, home, 1, SETTINGS)) {
                figures.addAll(new RolloutBench(size, fleet, plan.handingOut(), steps).measure());
            } finally {
                steps.end();
            }
        }
        return figures;
    }

    private List<Figure> measure() throws IOException {
        say("publishing version 2 and its deltas");
        fleet.publish("2");
        say("into the tables");
        fleet.seed(devices, PROBATION);
        var rollout = create();
        handOut(rollout);
        lists();
        members();
        verb(rollout, "pause", "while it runs");
        verb(rollout, "rollback", "from a pause; the first 500 are sent back with it");
        return figures;
    }

    private void say(String what) {
        steps.now("%,d devices: %s".formatted(devices, what));
    }

    private String create() {
        say("creating a rollout over all of them");
        var began = System.nanoTime();
        var id = server.post(
                        "/rollouts",
                        Map.of(
                                "model",
                                MeasuredFleet.MODEL,
                                "version",
                                "2",
                                "stages",
                                List.of(stage(PERCENT), stage(100)),
                                "gate",
                                Map.of("maxAccuracyDrop", 0.03)))
                .path("id")
                .asString();
        figures.add(Figure.atMost(
                "create-" + devices,
                "rollout over %,d devices created".formatted(devices),
                List.of(secondsSince(began)),
                "s",
                devices <= 100_000 ? 5 : 60,
                HAWKBIT + "60 s for 100,000"));
        return id;
    }

    private static Map<String, ?> stage(int percent) {
        return Map.of("name", percent + " %", "percent", percent, "soak", "PT0S");
    }

    private void handOut(String rollout) throws IOException {
        say("the version is handed out");
        server.post("/rollouts/" + rollout + "/start", Map.of("reason", "the bench starts it"));
        awaitTheFirst(rollout);
        var before = TickReading.of(fleet.metrics());
        var treatedBefore = treated(rollout);
        var began = System.nanoTime();
        var treated = treatedBefore;
        var longest = 0.0;
        while (treated < devices * (PERCENT / 100.0) && System.nanoTime() - began < handingOut.toNanos()) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            treated = treated(rollout);
            longest = Math.max(longest, TickReading.of(fleet.metrics()).longest());
        }
        var seconds = secondsSince(began);
        var after = TickReading.of(fleet.metrics());
        longest = Math.max(longest, after.longest());
        tick(before, after, longest);
        figures.add(Figure.atLeast(
                "placed-" + devices,
                "devices given the version, of %,d".formatted(devices),
                List.of((treated - treatedBefore) / seconds),
                "1/s",
                HAWKBIT_PER_SECOND,
                "%,d in %s s, %,d have it now; ".formatted(treated - treatedBefore, Figure.number(seconds), treated)
                        + HAWKBIT + "100,000 started in 110 s"));
    }

    private void tick(TickReading before, TickReading after, double longest) {
        figures.add(Figure.atMost(
                "tickLongest-" + devices,
                "longest look of the scheduler at %,d devices".formatted(devices),
                List.of(1000 * longest),
                "ms",
                200,
                "modelferry_rollout_tick_seconds_max while it hands the version out"));
        figures.add(Figure.atMost(
                "tickMean-" + devices,
                "mean look of the scheduler at %,d devices".formatted(devices),
                List.of(1000 * after.meanSince(before)),
                "ms",
                200,
                "of %s looks".formatted(Figure.number(after.count() - before.count()))));
    }

    private void awaitTheFirst(String rollout) throws IOException {
        var began = System.nanoTime();
        while (treated(rollout) == 0) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new IOException("no device was given the version: "
                        + server.get("/rollouts/" + rollout).path("why").asString());
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    private int treated(String rollout) {
        return server.get("/rollouts/" + rollout).path("counts").path("treated").asInt();
    }

    private void lists() {
        say("lists and searches");
        var random = new SplittableRandom(devices);
        p95(
                "list",
                "a page of 50 of %,d devices, anywhere".formatted(devices),
                n -> "/devices?limit=50&after=seed-%07d".formatted(random.nextInt(devices)),
                "list 70 to 190 ms at 113,000 devices");
        p95(
                "first-page",
                "the first 50 of %,d devices, with their count as far as 10,000".formatted(devices),
                n -> "/devices?limit=50",
                "list 70 to 190 ms at 113,000 devices");
        p95(
                "filter",
                "50 of %,d devices at one site that are online".formatted(devices),
                n -> "/devices?limit=50&filter="
                        + ControlPlaneClient.encode("site==site-%03d;online==true".formatted(random.nextInt(500))),
                "list 70 to 190 ms at 113,000 devices");
        p95(
                "text",
                "50 of %,d devices whose id, site or class has a text".formatted(devices),
                n -> "/devices?limit=50&q=e-%03d".formatted(random.nextInt(500)),
                "list 70 to 190 ms at 113,000 devices");
    }

    private void p95(String key, String what, IntFunction<String> path, String peer) {
        var millis = new ArrayList<Double>();
        for (var n = 0; n < REQUESTS; n++) {
            var began = System.nanoTime();
            server.get(path.apply(n));
            millis.add(1000 * secondsSince(began));
        }
        figures.add(Figure.atMost(
                key + "-" + devices,
                what + ", p95",
                List.of(Quantiles.of(millis, 0.95)),
                "ms",
                300,
                "%d requests, p50 %s ms; ".formatted(REQUESTS, Figure.number(Quantiles.of(millis, 0.5)))
                        + HAWKBIT
                        + peer));
    }

    /** While the rollout runs, which looks at each of them anew. */
    private void members() {
        say("a tag for many of them");
        var filter = "id==seed-000*";
        var change = Map.of("tag", List.of("benched"));
        var expect = server.post("/devices/bulk", Map.of("filter", filter, "change", change))
                .path("devices")
                .asLong();
        var began = System.nanoTime();
        server.post("/devices/bulk", Map.of("filter", filter, "change", change, "dryRun", false, "expect", expect));
        figures.add(Figure.atMost(
                "members-" + devices,
                "%,d of %,d devices tagged by a filter".formatted(expect, devices),
                List.of(1000 * secondsSince(began)),
                "ms",
                2000,
                "one request, while a rollout runs"));
    }

    private void verb(String rollout, String verb, String when) {
        say(verb);
        var began = System.nanoTime();
        server.post("/rollouts/" + rollout + "/" + verb, Map.of("reason", "the bench wants to know"));
        figures.add(Figure.atMost(
                verb + "-" + devices,
                "%s of a rollout over %,d devices answers".formatted(verb, devices),
                List.of(1000 * secondsSince(began)),
                "ms",
                1000,
                "one request, " + when));
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
