package io.modelferry.cli.bench.agent;

import io.modelferry.agent.rehearsal.RehearsalPlane;
import io.modelferry.cli.bench.Figure;
import io.modelferry.cli.bench.Steps;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Swaps under load. Requests arrive at a rate that takes 40 % of one core; goals flip between two versions that lie on the device, each
 * swap a new session beside the old. Every part with swaps is followed by one as long without.
 */
final class SwapBench {

    private static final double LOAD = 0.4;
    private static final int PARTS = 5;
    private static final int CALIBRATION = 300;
    private static final int FIRST_SWAPS = 10;
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Duration BETWEEN = Duration.ofMillis(100);

    private final BenchedAgent agent;
    private final RehearsalPlane plane;
    private final BenchedModels models;
    private final Steps steps;
    private boolean second = true;

    SwapBench(BenchedAgent agent, RehearsalPlane plane, BenchedModels models, Steps steps) {
        this.agent = agent;
        this.plane = plane;
        this.models = models;
        this.steps = steps;
    }

    List<Figure> run(int swaps) throws IOException {
        var every = interval();
        var load = new OpenLoop(agent, models.body(), every);
        var warming = load.start();
        swap(Math.min(FIRST_SWAPS, swaps));
        warming.stop();
        AgentBench.pause(SETTLE);
        var before = agent.anonymousBytes();
        var added = new ArrayList<Double>();
        var failed = 0L;
        var answered = 0;
        for (var part = 1; part <= PARTS; part++) {
            steps.now("swaps under load, part %d of %d".formatted(part, PARTS));
            var began = System.nanoTime();
            var running = load.start();
            swap(Math.max(1, swaps / PARTS));
            var with = running.stop();
            var took = Duration.ofNanos(System.nanoTime() - began);
            var quiet = load.start();
            AgentBench.pause(took);
            var without = quiet.stop();
            added.add((with.p99() - without.p99()) / 1000);
            failed += with.failed() + without.failed();
            answered += with.sorted().length;
        }
        AgentBench.pause(SETTLE);
        var after = agent.anonymousBytes();
        var detail = "%d swaps under %d requests, one every %.1f ms"
                .formatted(Math.max(PARTS, swaps), answered, every.toNanos() / 1e6);
        return List.of(
                Figure.atMost("swapFailed", "requests that failed", List.of((double) failed), "", 0, detail),
                Figure.atMost("swapP99", "p99 during swaps, less p99 without", added, "ms", 5, "open loop; " + detail),
                Figure.atMost(
                        "swapGrowth",
                        "RssAnon after the swaps, more than before",
                        List.of(100.0 * (after - before) / before),
                        "%",
                        5,
                        "%.1f MB, then %.1f MB".formatted(before / 1e6, after / 1e6)));
    }

    /** Between arrivals, so that answering them takes {@link #LOAD} of one core. */
    private Duration interval() throws IOException {
        steps.now("how much CPU a request takes");
        var before = agent.cpu();
        try (var client = agent.client(models.body())) {
            for (var i = 0; i < CALIBRATION; i++) {
                client.infer();
            }
        }
        var each = agent.cpu().minus(before).toNanos() / (double) CALIBRATION;
        return Duration.ofNanos((long) Math.max(each / LOAD, 200_000));
    }

    private void swap(int times) throws IOException {
        for (var i = 0; i < times; i++) {
            second = !second;
            AgentBench.go(agent, plane, second ? models.two() : models.one(), List.of());
            AgentBench.pause(BETWEEN);
        }
    }
}
