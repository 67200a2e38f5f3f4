package io.modelferry.cli.bench.fleet;

import static io.modelferry.cli.server.ControlPlaneClient.as;

import io.modelferry.cli.bench.Figure;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.demo.MeasuredFleet;
import io.modelferry.cli.server.ControlPlaneClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Lets machines enrol at a real control plane as devices do: a key, a certificate request and a TLS connection of its own for each. */
final class EnrolmentBench {

    private static final Duration PATIENCE = Duration.ofMinutes(11);
    private static final double TARGET = 50;
    private static final double MICROS_PER_MILLI = 1000;

    /** @param devices that join in each round */
    record Plan(int devices, int rounds) {

        /** And once more, first, so that the control plane is compiled. */
        private int all() {
            return (1 + rounds) * devices;
        }
    }

    /**
     * What the joining process says of itself when it has ended.
     *
     * @param seconds from the first request to the last answer
     * @param micros that each one took, shortest first
     */
    record Joined(int joined, int refused, double seconds, List<Long> micros) {}

    private final Plan plan;
    private final MeasuredFleet fleet;
    private final Steps steps;
    private final List<Double> perSecond = new ArrayList<>();
    private final List<Double> millis = new ArrayList<>();
    private int began;
    private int refused;

    private EnrolmentBench(Plan plan, MeasuredFleet fleet, Steps steps) {
        this.plan = plan;
        this.fleet = fleet;
        this.steps = steps;
    }

    static List<Figure> run(Plan plan, Path data, Path home, Steps steps) throws IOException {
        steps.now("starting a control plane");
        try (var fleet = MeasuredFleet.start(data, home, plan.all(), List.of())) {
            return new EnrolmentBench(plan, fleet, steps).measure();
        } finally {
            steps.end();
        }
    }

    private List<Figure> measure() throws IOException {
        steps.now("%d devices join, warming up".formatted(plan.devices()));
        join("warm-up", plan.devices());
        for (var round = 1; round <= plan.rounds(); round++) {
            steps.now("%d devices join, round %d of %d".formatted(plan.devices(), round, plan.rounds()));
            var joined = join("round-" + round, plan.devices());
            perSecond.add(joined.joined() / joined.seconds());
            joined.micros().forEach(micros -> millis.add(micros / MICROS_PER_MILLI));
        }
        return List.of(rate(), lost());
    }

    private Joined join(String name, int devices) throws IOException {
        var running = fleet.join(name, began, devices);
        began += devices;
        var joined = as(ControlPlaneClient.parse(running.result(PATIENCE)), Joined.class);
        running.awaitEnd(PATIENCE);
        refused += joined.refused();
        return joined;
    }

    private Figure rate() {
        return Figure.atLeast(
                "enrolledPerSecond",
                "devices that join, each second",
                perSecond,
                "/s",
                TARGET,
                "%d in each round, 16 at a time, clients on the same machine; one took p50 %s ms, p95 %s ms, its key and its files included"
                        .formatted(
                                plan.devices(),
                                Figure.number(Quantiles.of(millis, 0.5)),
                                Figure.number(Quantiles.of(millis, 0.95))));
    }

    /** By the control plane's own list. */
    private Figure lost() {
        var known = fleet.client().all("/devices?limit=500").size();
        return Figure.atMost(
                "lostEnrolments",
                "devices that asked and are none",
                List.of((double) (plan.all() - known)),
                "",
                0,
                "%d asked, %d were refused, %d are enrolled".formatted(plan.all(), refused, known));
    }
}
