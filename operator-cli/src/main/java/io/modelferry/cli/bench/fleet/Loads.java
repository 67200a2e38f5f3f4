package io.modelferry.cli.bench.fleet;

import static io.modelferry.cli.server.ControlPlaneClient.as;

import io.modelferry.cli.demo.MeasuredFleet;
import io.modelferry.cli.demo.RunningLoad;
import io.modelferry.cli.server.ControlPlaneClient;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Loads of the same devices, one after the other, each in a process of its own. */
final class Loads {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final int devices;
    private final MeasuredFleet fleet;
    private final InstantSource clock;

    Loads(int devices, MeasuredFleet fleet, InstantSource clock) {
        this.devices = devices;
        this.fleet = fleet;
        this.clock = clock;
    }

    /**
     * Starts a load and, once all of it is acknowledged, counts until all of it is stored: counting costs the control plane as much as
     * storing does. Only its windows start after {@code from}: all of them start a second before they are sent.
     */
    Arrived arrived(String name, long windows, List<String> options) throws IOException {
        var from = clock.instant().minusSeconds(1);
        var running = start(name, windows, options);
        var load = parsed(running.result(PATIENCE));
        var stored = Stored.await(windows, from, fleet.client(), clock);
        running.awaitEnd(PATIENCE);
        return new Arrived(load, stored);
    }

    Load load(String name, long windows, List<String> options) throws IOException {
        return ended(start(name, windows, options));
    }

    RunningLoad start(String name, long windows, List<String> options) throws IOException {
        var all = new ArrayList<>(List.of("--devices=" + devices, "--windows=" + windows));
        all.addAll(options);
        return fleet.load(name, all);
    }

    static Load ended(RunningLoad running) throws IOException {
        var load = parsed(running.result(PATIENCE));
        running.awaitEnd(PATIENCE);
        return load;
    }

    private static Load parsed(String result) {
        return as(ControlPlaneClient.parse(result), Load.class);
    }
}
