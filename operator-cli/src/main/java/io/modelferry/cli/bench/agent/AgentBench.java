package io.modelferry.cli.bench.agent;

import io.modelferry.agent.rehearsal.LayeredModel;
import io.modelferry.agent.rehearsal.LoopbackClient;
import io.modelferry.agent.rehearsal.RehearsalPlane;
import io.modelferry.agent.rehearsal.RehearsalPlane.Published;
import io.modelferry.cli.bench.Figure;
import io.modelferry.cli.bench.Medians;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.bench.WorkFolder;
import io.modelferry.protocol.goal.DeltaOffer;
import io.modelferry.protocol.goal.Probation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Measures a packaged agent with a model of 23 MB. Every figure is seen from outside the process, as a device's owner sees it. */
final class AgentBench {

    static final Probation SHORT = new Probation(Duration.ofMillis(100), 0, Duration.ofSeconds(1), 1);

    private static final double MEGABYTE = 1e6;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WARM_UP = 20_000;

    /**
     * @param agentPackage made by {@code ferry agent package}
     * @param runs medians count
     * @param swaps under load, in five parts
     * @param idle how long the CPU of an idle agent is watched
     * @param settle after a start, before memory is looked at
     * @param requests of each run of the loopback
     */
    record Plan(Path agentPackage, int runs, int swaps, Duration idle, Duration settle, int requests) {}

    private final Plan plan;
    private final WorkFolder work;
    private final RehearsalPlane plane;
    private final InstantSource clock;
    private final Steps steps;
    private final Path device;

    AgentBench(Plan plan, WorkFolder work, RehearsalPlane plane, InstantSource clock, Steps steps) {
        this.plan = plan;
        this.work = work;
        this.plane = plane;
        this.clock = clock;
        this.steps = steps;
        this.device = work.file("device");
    }

    static List<Figure> run(Plan plan, WorkFolder work, InstantSource clock, Steps steps) throws IOException {
        try (var plane = new RehearsalPlane(clock)) {
            return new AgentBench(plan, work, plane, clock, steps).measure();
        } finally {
            steps.end();
        }
    }

    private List<Figure> measure() throws IOException {
        steps.now("writing the models");
        var models = BenchedModels.publish(
                LayeredModel.ofTwentyThreeMegabytes(1), LayeredModel.ofTwentyThreeMegabytes(2), plane, work);
        var figures = new ArrayList<Figure>();
        install(models);
        figures.addAll(starts(models));
        try (var agent = BenchedAgent.start(plan.agentPackage(), plane, device)) {
            agent.awaitReady(models.body());
            figures.add(idle(agent));
            figures.addAll(loopback(agent, models.body()));
            figures.addAll(new SwapBench(agent, plane, models, steps).run(plan.swaps()));
        }
        figures.add(new PatchBench(plan.agentPackage(), work, steps).run(plan.runs()));
        figures.add(new MetadataBench(plan.agentPackage(), work, clock, steps).run(plan.runs()));
        return figures;
    }

    /** Both versions, so that later goals flip between files that lie there. */
    private void install(BenchedModels models) throws IOException {
        steps.now("installing the models");
        try (var agent = BenchedAgent.start(plan.agentPackage(), plane, device)) {
            go(agent, plane, models.one(), List.of());
            go(agent, plane, models.two(), List.of(models.forward()));
        }
    }

    /** Asks for a version and waits until the device says that it runs it. */
    static void go(BenchedAgent agent, RehearsalPlane plane, Published wanted, List<DeltaOffer> deltas)
            throws IOException {
        plane.want(wanted, deltas, SHORT);
        agent.require(
                plane.awaitRunning(wanted, PATIENCE),
                "come to run " + wanted.digest().brief());
    }

    private List<Figure> starts(BenchedModels models) throws IOException {
        var ready = new ArrayList<Double>();
        var lean = new ArrayList<Double>();
        var whole = new ArrayList<Double>();
        var growths = new ArrayList<Double>();
        for (var run = 1; run <= plan.runs(); run++) {
            steps.now("start %d of %d".formatted(run, plan.runs()));
            var growth = SmallJvm.number(plan.agentPackage(), work, "96m", SmallJvm.SESSION_GROWTH, models.fileOne());
            try (var agent = BenchedAgent.start(plan.agentPackage(), plane, device)) {
                ready.add(agent.awaitReady(models.body()).toNanos() / 1e9);
                pause(plan.settle());
                var anonymous = agent.anonymousBytes();
                whole.add(anonymous / MEGABYTE);
                growths.add(growth / MEGABYTE);
                lean.add((anonymous - growth) / MEGABYTE);
            }
        }
        return List.of(
                Figure.atMost(
                        "ready",
                        "process start to connected, model loaded, first inference",
                        ready,
                        "s",
                        1.0,
                        "23 MB model, packaged folder, rehearsal's control plane over TLS on loopback"),
                Figure.atMost(
                        "rssAnon",
                        "RssAnon, idle, less what opening the session takes",
                        lean,
                        "MB",
                        96,
                        "whole %s MB, of which the session %s MB (opened alone in a process)"
                                .formatted(Figure.number(median(whole)), Figure.number(median(growths)))));
    }

    private static double median(List<Double> values) {
        return Medians.of(values);
    }

    private Figure idle(BenchedAgent agent) throws IOException {
        steps.now("idle for " + plan.idle());
        pause(plan.settle());
        var before = agent.cpu();
        var began = System.nanoTime();
        pause(plan.idle());
        var used = agent.cpu().minus(before).toNanos();
        var share = 100.0 * used / (System.nanoTime() - began);
        return Figure.atMost(
                "idleCpu", "CPU, idle and connected", List.of(share), "%", 0.5, "of one core, over " + plan.idle());
    }

    private List<Figure> loopback(BenchedAgent agent, String body) throws IOException {
        var p50 = new ArrayList<Double>();
        var p99 = new ArrayList<Double>();
        try (var client = agent.client(body)) {
            steps.now("loopback, warming up");
            overheads(client, Math.min(WARM_UP, 4 * plan.requests()));
            for (var run = 1; run <= plan.runs(); run++) {
                steps.now("loopback, run %d of %d".formatted(run, plan.runs()));
                var overheads = overheads(client, plan.requests());
                p50.add(overheads.p50());
                p99.add(overheads.p99());
            }
        }
        var detail = "body of %d bytes, %d requests a run; latency less the session's run, request by request"
                .formatted(body.length(), plan.requests());
        return List.of(
                Figure.atMost("loopbackP50", "loopback over a direct session run, p50", p50, "µs", 150, detail),
                Figure.atMost("loopbackP99", "loopback over a direct session run, p99", p99, "µs", 1000, detail));
    }

    private static Latencies overheads(LoopbackClient client, int requests) throws IOException {
        var micros = new double[requests];
        var failed = 0;
        for (var i = 0; i < requests; i++) {
            var began = System.nanoTime();
            var answered = client.infer();
            micros[i] = (System.nanoTime() - began) / 1e3 - answered.inferMicros();
            failed += answered.status() == 200 ? 0 : 1;
        }
        return Latencies.of(micros, failed);
    }

    /** Waiting is what is measured here: memory settles, an idle agent is watched. */
    static void pause(Duration span) throws IOException {
        try {
            Thread.sleep(span); // not a wait for something: the span is measured
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
