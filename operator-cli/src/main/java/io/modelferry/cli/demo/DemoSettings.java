package io.modelferry.cli.demo;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What the demo shortens so that a story of days fits into two minutes. All of it is configuration that an operator has too.
 *
 * @param data the demo's own folder, emptied at the start
 * @param simulatedDevices beside the three real agents
 * @param window length of a telemetry window and of a trial on the device
 * @param soak how long a stage must stay healthy
 * @param packaged whether the agents run from a package, as on a device, instead of from the built jars
 */
record DemoSettings(
        Path data,
        Path home,
        int simulatedDevices,
        boolean freePorts,
        Duration window,
        Duration soak,
        boolean packaged) {

    /** Longest wait for anything in the story. */
    static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Tolerated drop of labelled accuracy against the control cohort, 0…1. */
    static final double MAX_ACCURACY_DROP = 0.03;

    /** Labelled inferences that each arm must have before a gate says anything. */
    static final long MIN_SAMPLES = 200;

    Path models() {
        return home.resolve("demo").resolve("models");
    }

    Path controlPlane() {
        return data.resolve("control-plane");
    }

    Path agent(String id) {
        return data.resolve("agents").resolve(id);
    }

    Path agentPackage() {
        return data.resolve("ferry-agent");
    }

    Path simulator() {
        return data.resolve("simulator");
    }
}
