package io.modelferry.cli.bench.fleet;

import io.modelferry.cli.bench.Figure;
import io.modelferry.cli.bench.Medians;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.demo.MeasuredFleet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The same flood of windows from the same devices with and without mutual TLS, in pairs, one right after the other and each in turn the first.
 * The broker is a Mosquitto with the shipped configuration and, for this, a second door on the loopback that asks for no certificate; only the
 * devices' line differs, that of the control plane behind it is encrypted either way. The embedded broker has no such door.
 * <p>The bound is this machine's processor, which devices, broker, control plane and database share. So the devices' half of the encryption
 * counts, which in a fleet they do themselves: the cost to a control plane is less. Connecting does not count: lines stand, and each process
 * has rehearsed at the broker, before the first window.
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

    private enum Door {
        MUTUAL_TLS("mtls"),
        PLAIN("plain");

        private final String key;

        Door(String key) {
            this.key = key;
        }
    }

    /** What arrived, and the processor time of the broker, its rehearsal included, and of the control plane without its database. */
    private record Flood(Arrived arrived, Duration broker, Duration controlPlane) {

        double storedPerSecond() {
            return arrived.storedPerSecond();
        }

        double acknowledgedPerSecond() {
            return arrived.load().answeredPerSecond();
        }

        double deviceSeconds() {
            return arrived.load().processorSeconds();
        }

        double brokerSeconds() {
            return broker.toMillis() / 1e3;
        }

        double controlPlaneSeconds() {
            return controlPlane.toMillis() / 1e3;
        }
    }

    private final Plan plan;
    private final MeasuredFleet fleet;
    private final Loads loads;
    private final Steps steps;
    private final List<Flood> encrypted = new ArrayList<>();
    private final List<Flood> plain = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();

    private TlsBench(Plan plan, MeasuredFleet fleet, InstantSource clock, Steps steps) {
        this.plan = plan;
        this.fleet = fleet;
        this.loads = new Loads(plan.devices(), fleet, clock);
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
        steps.now("enrolling %d devices, warming up".formatted(plan.devices()));
        for (var door : Door.values()) {
            flood("warm-up", door);
        }
        for (var pair = 1; pair <= plan.pairs(); pair++) {
            steps.now("with and without TLS, pair %d of %d".formatted(pair, plan.pairs()));
            for (var door : order(pair)) {
                floods(door).add(measured(pair, door));
            }
        }
        figures.add(share(
                "tlsStoredShare",
                "windows/s until the last is stored, mTLS of plain",
                Flood::storedPerSecond,
                "processor time of a flood: devices %s, broker with its rehearsal %s, control plane %s"
                        .formatted(
                                seconds(Flood::deviceSeconds),
                                seconds(Flood::brokerSeconds),
                                seconds(Flood::controlPlaneSeconds))));
        figures.add(share(
                "tlsAcknowledgedShare",
                "windows/s until the last PUBACK, mTLS of plain",
                Flood::acknowledgedPerSecond,
                "the broker may be ahead of the control plane"));
        return figures;
    }

    private static List<Door> order(int pair) {
        return pair % 2 == 1 ? List.of(Door.PLAIN, Door.MUTUAL_TLS) : List.of(Door.MUTUAL_TLS, Door.PLAIN);
    }

    private List<Flood> floods(Door door) {
        return switch (door) {
            case MUTUAL_TLS -> encrypted;
            case PLAIN -> plain;
        };
    }

    private Flood measured(int pair, Door door) throws IOException {
        var flood = flood("pair-" + pair, door);
        figures.add(
                flood.arrived().lost("lostInPair" + pair + door.key, "lost in pair %d, %s".formatted(pair, door.key)));
        return flood;
    }

    private Flood flood(String name, Door door) throws IOException {
        var broker = fleet.usedByMosquitto();
        var controlPlane = fleet.usedByControlPlane();
        var arrived = loads.arrived(name + "-" + door.key, plan.windows(), options(door));
        return new Flood(
                arrived,
                fleet.usedByMosquitto().minus(broker),
                fleet.usedByControlPlane().minus(controlPlane));
    }

    private List<String> options(Door door) {
        var rehearsal = "--rehearsal=" + plan.windows();
        return switch (door) {
            case MUTUAL_TLS -> List.of(rehearsal);
            case PLAIN -> List.of(rehearsal, "--broker=" + fleet.plainBroker());
        };
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
                "medians %.0f of %.0f/s behind Mosquitto, in pairs; %s"
                        .formatted(median(encrypted, perSecond), median(plain, perSecond), more));
    }

    private String seconds(ToDoubleFunction<Flood> used) {
        return "%s (plain %s) s".formatted(Figure.number(median(encrypted, used)), Figure.number(median(plain, used)));
    }

    private static double median(List<Flood> floods, ToDoubleFunction<Flood> value) {
        return Medians.of(floods.stream().map(value::applyAsDouble).toList());
    }
}
