package io.modelferry.cli.bench.fleet;

import io.modelferry.cli.bench.Figure;
import io.modelferry.cli.bench.Medians;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.bench.fleet.Floods.Door;
import io.modelferry.cli.bench.fleet.Floods.Flood;
import io.modelferry.cli.demo.MeasuredFleet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The same flood of windows from the same devices with and without mutual TLS, in pairs, one right after the other and each in turn the first.
 * The broker is a Mosquitto with the shipped configuration and, for this, a second door on the loopback that asks for no certificate; only the
 * devices' line differs, that of the control plane behind it is encrypted either way. The embedded broker has no such door.
 * <p>The bound is this machine's processor, which devices, broker, control plane and database share. So the devices' half of the encryption
 * counts, which in a fleet they do themselves: the cost to a control plane is less. Connecting does not count: lines stand before the first
 * window, and one process sends all floods, the first of each kind to warm up.
 */
final class TlsBench {

    /** Out of the way: a device of the bench sends as much as a site. */
    private static final String NO_QUOTA = "--modelferry.telemetry.max-windows-per-minute=1000000";

    /** mTLS may cost 15 %. */
    private static final double TARGET = 85;

    /**
     * @param windows of each flood
     * @param mosquitto the program
     */
    record Plan(int devices, int windows, int pairs, Path mosquitto) {}

    private final Plan plan;
    private final MeasuredFleet fleet;
    private final InstantSource clock;
    private final Steps steps;
    private final List<Flood> encrypted = new ArrayList<>();
    private final List<Flood> plain = new ArrayList<>();

    private TlsBench(Plan plan, MeasuredFleet fleet, InstantSource clock, Steps steps) {
        this.plan = plan;
        this.fleet = fleet;
        this.clock = clock;
        this.steps = steps;
    }

    static List<Figure> run(Plan plan, Path data, Path home, InstantSource clock, Steps steps) throws IOException {
        steps.now("starting a control plane and a Mosquitto");
        try (var fleet =
                MeasuredFleet.startWithMosquitto(plan.mosquitto(), data, home, plan.devices(), List.of(NO_QUOTA))) {
            return new TlsBench(plan, fleet, clock, steps).measure();
        } finally {
            steps.end();
        }
    }

    private List<Figure> measure() throws IOException {
        steps.now("enrolling %d devices".formatted(plan.devices()));
        var floods = floods();
        for (var door : Door.values()) {
            steps.now("%d windows, %s, to warm up".formatted(plan.windows(), inWords(door)));
            floods.next();
        }
        for (var pair = 1; pair <= plan.pairs(); pair++) {
            for (var door : order(pair)) {
                steps.now("%d windows, %s, pair %d of %d".formatted(plan.windows(), inWords(door), pair, plan.pairs()));
                floodsBy(door).add(floods.next());
            }
        }
        floods.awaitEnd();
        return List.of(storedShare(), acknowledgedShare(), lost());
    }

    private Floods floods() throws IOException {
        var turns = Stream.concat(
                        Stream.of(Door.values()),
                        IntStream.rangeClosed(1, plan.pairs()).boxed().flatMap(pair -> order(pair).stream()))
                .map(Door::name)
                .toList();
        var options = List.of(
                "--devices=" + plan.devices(), "--windows=" + plan.windows(), "--turns=" + String.join(",", turns));
        return new Floods(fleet, fleet.floods("flood", options), plan.windows(), clock);
    }

    private static List<Door> order(int pair) {
        return pair % 2 == 1 ? List.of(Door.PLAIN, Door.TLS) : List.of(Door.TLS, Door.PLAIN);
    }

    private static String inWords(Door door) {
        return switch (door) {
            case TLS -> "with mTLS";
            case PLAIN -> "without TLS";
        };
    }

    private List<Flood> floodsBy(Door door) {
        return switch (door) {
            case TLS -> encrypted;
            case PLAIN -> plain;
        };
    }

    private Figure storedShare() {
        return share(
                "tlsStoredShare",
                "windows/s until the last is stored, mTLS of plain",
                Flood::storedPerSecond,
                "processor time of a flood: devices %s, broker %s, control plane %s"
                        .formatted(
                                seconds(Flood::deviceSeconds),
                                seconds(Flood::brokerSeconds),
                                seconds(Flood::controlPlaneSeconds)));
    }

    private Figure acknowledgedShare() {
        return share(
                "tlsAcknowledgedShare",
                "windows/s until the last PUBACK, mTLS of plain",
                Flood::acknowledgedPerSecond,
                "the broker may be ahead of the control plane");
    }

    private Figure share(String key, String what, ToDoubleFunction<Flood> perSecond, String more) {
        var shares = IntStream.range(0, plain.size())
                .mapToObj(i -> 100 * perSecond.applyAsDouble(encrypted.get(i)) / perSecond.applyAsDouble(plain.get(i)))
                .toList();
        return Figure.atLeast(
                key,
                what,
                shares,
                "%",
                TARGET,
                String.format(
                        Locale.ROOT,
                        "medians %.0f of %.0f/s behind Mosquitto, %d pairs; %s",
                        median(encrypted, perSecond),
                        median(plain, perSecond),
                        plain.size(),
                        more));
    }

    private String seconds(ToDoubleFunction<Flood> used) {
        return "%s (plain %s) s".formatted(Figure.number(median(encrypted, used)), Figure.number(median(plain, used)));
    }

    private static double median(List<Flood> floods, ToDoubleFunction<Flood> value) {
        return Medians.of(floods.stream().map(value::applyAsDouble).toList());
    }

    private Figure lost() {
        return Figure.atMost(
                "lostWithAndWithoutTls",
                "windows that were not stored",
                List.of((double) (lost(encrypted) + lost(plain))),
                "",
                0,
                "of %d sent with mTLS %d are stored, of %d without %d"
                        .formatted(
                                sent(encrypted),
                                sent(encrypted) - lost(encrypted),
                                sent(plain),
                                sent(plain) - lost(plain)));
    }

    private static long sent(List<Flood> floods) {
        return floods.stream()
                .mapToLong(flood -> flood.arrived().load().windows())
                .sum();
    }

    private static long lost(List<Flood> floods) {
        return floods.stream().mapToLong(Flood::lost).sum();
    }
}
