package io.modelferry.cli.bench.fleet;

import io.modelferry.cli.bench.Figure;
import io.modelferry.cli.bench.Medians;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.demo.MeasuredFleet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Sends windows to a real control plane and asks its API what has arrived. Each window says one inference, so a sum counts them. */
final class TelemetryBench {

    /** Out of the way: a device of the bench sends as much as a site. */
    private static final String NO_QUOTA = "--modelferry.telemetry.max-windows-per-minute=1000000";

    private static final String BARE = "--channel=BLOCKS_DATA";

    private static final Duration BEFORE_NOW = Duration.ofMinutes(2);

    private static final int TIMED_PER_SECOND = 20;
    private static final int BURST = 5;
    private static final int BURST_IN_FLIGHT = 20_000;

    private static final double SHARE_TARGET = 70;
    private static final double DELAY_TARGET = 2;

    /**
     * @param windows of each round at full speed
     * @param perSecond while the delay is timed; a burst is five times as much
     */
    record Plan(
            int devices, int windows, int rounds, int perSecond, Duration timed, boolean burst, Duration burstFor) {}

    private final Plan plan;
    private final MeasuredFleet fleet;
    private final Loads loads;
    private final InstantSource clock;
    private final Steps steps;
    private final Instant since;
    private final List<Figure> figures = new ArrayList<>();

    private TelemetryBench(Plan plan, MeasuredFleet fleet, InstantSource clock, Steps steps) {
        this.plan = plan;
        this.fleet = fleet;
        this.loads = new Loads(plan.devices(), fleet, clock);
        this.clock = clock;
        this.steps = steps;
        this.since = clock.instant().minus(BEFORE_NOW.multipliedBy(2));
    }

    static List<Figure> run(Plan plan, Path data, Path home, InstantSource clock, Steps steps) throws IOException {
        steps.now("starting a control plane");
        try (var fleet = MeasuredFleet.start(data, home, plan.devices(), List.of(NO_QUOTA))) {
            return new TelemetryBench(plan, fleet, clock, steps).measure();
        } finally {
            steps.end();
        }
    }

    private List<Figure> measure() throws IOException {
        steps.now("enrolling %d devices, warming up".formatted(plan.devices()));
        loads.arrived("warm-up", plan.windows() / 4 + 1, List.of());
        loads.load("warm-up-bare", plan.windows() / 4 + 1, List.of(BARE));
        delay();
        fullSpeed();
        if (plan.burst()) {
            burst();
        }
        return figures;
    }

    private void delay() throws IOException {
        steps.now("%d windows/s for %s".formatted(plan.perSecond(), plan.timed()));
        var every = Math.max(1, plan.perSecond() / TIMED_PER_SECOND);
        var windows = plan.perSecond() * plan.timed().toMillis() / 1000;
        var timed = (int) ((windows + every - 1) / every);
        var from = clock.instant().truncatedTo(ChronoUnit.MILLIS).minus(BEFORE_NOW);
        var before = Stored.since(since, fleet.client());
        var running = loads.start(
                "delay",
                windows,
                List.of("--per-second=" + plan.perSecond(), "--timed-every=" + every, "--timed-from=" + from));
        var seen = new Watch(fleet.client(), clock).seen(from, timed);
        var load = Loads.ended(running);
        var seconds = new double[timed];
        Arrays.setAll(seconds, i -> (seen[i] - load.timedAtMicros().get(i)) / 1e6);
        Arrays.sort(seconds);
        figures.add(Figure.atMost(
                "visibleP99",
                "publish to visible in the query API, p99",
                List.of(Quantiles.of(seconds, 0.99)),
                "s",
                DELAY_TARGET,
                "at %s windows/s for %s from %d devices; %d timed, p50 %s s, longest %s s"
                        .formatted(
                                Figure.number(load.windows() / load.sendingSeconds()),
                                plan.timed(),
                                plan.devices(),
                                timed,
                                Figure.number(Quantiles.of(seconds, 0.5)),
                                Figure.number(Quantiles.of(seconds, 1)))));
        var stored = Stored.await(before + windows, since, fleet.client(), clock);
        figures.add(new Arrived(load, new Stored(stored.windows() - before, stored.atMicros()))
                .lost("lostAtRate", "lost at that rate"));
    }

    /**
     * The bare round goes to a channel of the device's own that it may not write: the broker reads, asks for rights and answers, but
     * stores and routes nothing. Every channel that a device may write has a reader in the control plane.
     */
    private void fullSpeed() throws IOException {
        var bare = new ArrayList<Double>();
        var acknowledged = new ArrayList<Double>();
        var stored = new ArrayList<Double>();
        for (var round = 1; round <= plan.rounds(); round++) {
            steps.now("full speed, round %d of %d".formatted(round, plan.rounds()));
            bare.add(loads.load("bare-" + round, plan.windows(), List.of(BARE)).answeredPerSecond());
            var arrived = loads.arrived("full-" + round, plan.windows(), List.of());
            figures.add(arrived.lost("lostInRound" + round, "lost at full speed, round " + round));
            acknowledged.add(arrived.load().answeredPerSecond());
            stored.add(arrived.storedPerSecond());
        }
        figures.add(share("acknowledgedShare", "windows/s until the last PUBACK, of bare answers", acknowledged, bare));
        figures.add(share("storedShare", "windows/s until the last is stored, of bare answers", stored, bare));
    }

    private static Figure share(String key, String what, List<Double> rates, List<Double> bare) {
        var shares = IntStream.range(0, rates.size())
                .mapToObj(i -> 100 * rates.get(i) / bare.get(i))
                .toList();
        return Figure.atLeast(
                key,
                what,
                shares,
                "%",
                SHARE_TARGET,
                "medians %s of %s/s; bare: the same publishes to a topic that the broker refuses at once"
                        .formatted(number(rates), number(bare)));
    }

    private static String number(List<Double> perSecond) {
        return Figure.number(Math.rint(Medians.of(perSecond)));
    }

    private void burst() throws IOException {
        var perSecond = BURST * plan.perSecond();
        steps.now("%d windows/s for %s".formatted(perSecond, plan.burstFor()));
        var arrived = loads.arrived(
                "burst",
                perSecond * plan.burstFor().toMillis() / 1000,
                List.of("--per-second=" + perSecond, "--in-flight=" + BURST_IN_FLIGHT));
        figures.add(arrived.lost(
                "lostInBurst", "lost in a burst of %d windows/s for %s".formatted(perSecond, plan.burstFor())));
    }
}
