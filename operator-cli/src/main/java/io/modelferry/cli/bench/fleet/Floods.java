package io.modelferry.cli.bench.fleet;

import static io.modelferry.cli.server.ControlPlaneClient.as;

import io.modelferry.cli.demo.MeasuredFleet;
import io.modelferry.cli.demo.RunningFloods;
import io.modelferry.cli.server.ControlPlaneClient;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** The same windows again and again from the same devices, in turn by one of two doors of the broker, and what of each turn arrives. */
final class Floods {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The two ways from the devices to the broker, by the load's own words. */
    enum Door {
        TLS,
        PLAIN
    }

    private final MeasuredFleet fleet;
    private final RunningFloods running;
    private final long windows;
    private final InstantSource clock;
    private int turn;

    Floods(MeasuredFleet fleet, RunningFloods running, long windows, InstantSource clock) {
        this.fleet = fleet;
        this.running = running;
        this.windows = windows;
        this.clock = clock;
    }

    /**
     * The next turn. Its windows, and no others, start after {@code from}: each a second before it is sent, and all of the turn before were
     * stored by then.
     *
     * @throws IOException if it takes longer than five minutes
     */
    Flood next() throws IOException {
        turn++;
        running.ready(turn, PATIENCE);
        var from = clock.instant().minusSeconds(1).truncatedTo(ChronoUnit.MILLIS);
        var broker = fleet.usedByMosquitto();
        var controlPlane = fleet.usedByControlPlane();
        running.go(turn);
        var load = as(ControlPlaneClient.parse(running.result(turn, PATIENCE)), Load.class);
        var stored = Stored.await(windows, from, fleet.client(), clock);
        return new Flood(
                new Arrived(load, stored),
                fleet.usedByMosquitto().minus(broker),
                fleet.usedByControlPlane().minus(controlPlane));
    }

    void awaitEnd() throws IOException {
        running.awaitEnd(PATIENCE);
    }

    /**
     * @param broker processor time that it used meanwhile
     * @param controlPlane the same, its database aside
     */
    record Flood(Arrived arrived, Duration broker, Duration controlPlane) {

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

        long lost() {
            return arrived.load().windows() - arrived.stored().windows();
        }
    }
}
