package io.modelferry.cli.demo;

import io.modelferry.cli.demo.Application.Compiler;
import io.modelferry.cli.server.ControlPlaneClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A control plane in a process of its own with the demo's first model, and clients in others, for benches. Closing stops them all.
 * What goes wrong is an {@link IOException} that names the log.
 */
public final class MeasuredFleet implements AutoCloseable {

    public static final String MODEL = Operator.MODEL;

    private static final String VERSION = "1";

    private final Household household;
    private final DemoSettings settings;
    private final ControlPlaneProcess controlPlane;
    private final @Nullable MosquittoProcess mosquitto;
    private final ControlPlaneClient client;
    private final Operator operator;
    private final String digest;
    private final String join;

    private MeasuredFleet(
            Household household,
            DemoSettings settings,
            ControlPlaneProcess controlPlane,
            @Nullable MosquittoProcess mosquitto,
            int devices)
            throws IOException, StepFailed {
        this.household = household;
        this.settings = settings;
        this.controlPlane = controlPlane;
        this.mosquitto = mosquitto;
        controlPlane.awaitReady(new Patience(household));
        this.client = controlPlane.client();
        this.operator = new Operator(client, settings);
        publish(VERSION);
        this.digest = operator.digests(VERSION).iterator().next();
        this.join = operator.enrolmentToken("load-*", "bench", "bench", false, devices);
    }

    /**
     * @param data emptied first; refused if it holds something else than a bench's or a demo's work
     * @param devices that may enrol
     * @param more arguments of the control plane
     */
    public static MeasuredFleet start(Path data, Path home, int devices, List<String> more) throws IOException {
        return start(data, home, devices, more, null);
    }

    /**
     * The same with a Mosquitto in place of the embedded broker, which has a second door without TLS for devices.
     *
     * @param program Mosquitto's
     */
    public static MeasuredFleet startWithMosquitto(Path program, Path data, Path home, int devices, List<String> more)
            throws IOException {
        return start(data, home, devices, more, program);
    }

    private static MeasuredFleet start(Path data, Path home, int devices, List<String> more, @Nullable Path program)
            throws IOException {
        var settings = new DemoSettings(data, home, devices, true, Duration.ofSeconds(1), Duration.ofSeconds(3), false);
        try {
            var household = Household.moveInto(data).endingWithUs();
            try {
                var mosquitto =
                        program == null ? null : MosquittoProcess.startWithPlainDoor(program, household, settings);
                var arguments = new ArrayList<>(more);
                if (mosquitto != null) {
                    arguments.add("--modelferry.mqtt.url=" + mosquitto.url());
                }
                var controlPlane = ControlPlaneProcess.start(
                        household, settings, DemoPorts.choose(true), Compiler.FULL, arguments);
                return new MeasuredFleet(household, settings, controlPlane, mosquitto, devices);
            } catch (IOException | StepFailed | RuntimeException e) {
                household.close();
                throw e;
            }
        } catch (StepFailed e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    public ControlPlaneClient client() {
        return client;
    }

    /** One of the demo's models; returns once its variants and its deltas are there. */
    public void publish(String version) throws IOException {
        var models = settings.models();
        operator.publish(
                version,
                models.resolve("meter-reader-" + version + ".onnx"),
                operator.uploadAcceptanceSet(models.resolve("acceptance.npz")),
                "for a bench");
        operator.awaitReadiness(version);
    }

    /** What Prometheus would be told now. */
    public String metrics() throws IOException {
        return controlPlane.metrics();
    }

    /** Where a device needs no certificate; only with a Mosquitto. */
    private String plainBroker() {
        if (mosquitto == null) {
            throw new IllegalStateException("the embedded broker has no door without TLS");
        }
        return mosquitto.plainUrl();
    }

    /** Processor time that Mosquitto has used since its start. */
    public Duration usedByMosquitto() throws IOException {
        return used(MosquittoProcess.NAME);
    }

    /** Processor time that the control plane has used since its start, its database aside. */
    public Duration usedByControlPlane() throws IOException {
        return used(ControlPlaneProcess.NAME);
    }

    private Duration used(String name) throws IOException {
        return household
                .pid(name)
                .flatMap(ProcessHandle::of)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IOException(
                        name + " has ended; logs are in " + settings.data().resolve("logs")));
    }

    /**
     * Puts devices into the tables, as if they had enrolled and run version 1 for long. None of them can connect.
     *
     * @param probation of the line that they stand on, JSON
     */
    public void seed(int devices, String probation) throws IOException {
        var arguments = List.of(
                "--data",
                settings.controlPlane().toString(),
                "--devices",
                Integer.toString(devices),
                "--model",
                MODEL,
                "--version",
                VERSION,
                "--standard",
                operator.digest(VERSION, "standard"),
                "--constrained",
                operator.digest(VERSION, "constrained"),
                "--probation",
                probation);
        var seeding = household.start("seed", Application.SEED.command(settings.home(), arguments), Map.of());
        try {
            if (seeding.waitFor() != 0) {
                throw new IOException("the fleet could not be seeded; the log: " + household.log("seed"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the fleet was seeded", e);
        }
    }

    /**
     * Starts a load; its devices are the same at each call.
     *
     * @param name of the load, in this fleet once
     * @param options of {@code LoadMain}, the identity's aside
     */
    public RunningLoad load(String name, List<String> options) throws IOException {
        return start(Application.LOAD, Compiler.FULL, name, windows(options));
    }

    /**
     * Starts a load that waits for its turns; only with a Mosquitto.
     *
     * @param name of it, in this fleet once
     * @param options of {@code FloodMain}, the identity's aside
     */
    public RunningFloods floods(String name, List<String> options) throws IOException {
        var all = windows(options);
        all.add("--plain-broker=" + plainBroker());
        var running = start(Application.FLOOD, Compiler.FULL, name, all);
        return new RunningFloods(running.process(), running.result(), running.log());
    }

    private List<String> windows(List<String> options) {
        var all = new ArrayList<>(List.of("--model=" + MODEL, "--digest=" + digest));
        all.addAll(options);
        return all;
    }

    /**
     * Starts machines that join. Theirs is a short life, and the processor is to be left to whom they join.
     *
     * @param name of this lot, in this fleet once
     * @param first number of its first machine
     */
    public RunningLoad join(String name, int first, int devices) throws IOException {
        return start(Application.JOIN, Compiler.QUICK, name, List.of("--first=" + first, "--devices=" + devices));
    }

    private RunningLoad start(Application application, Compiler compiler, String name, List<String> options)
            throws IOException {
        var result = settings.data().resolve(name + ".json");
        var arguments = new ArrayList<>(List.of(
                "@" + secretArguments(name),
                "--server=" + controlPlane.devicesUrl(),
                "--data=" + settings.data().resolve("load"),
                "--out=" + result));
        arguments.addAll(options);
        var process = household.start(name, application.command(settings.home(), compiler, arguments), Map.of());
        return new RunningLoad(process, result, household.log(name));
    }

    /** The join string is a secret: in a private file, where a list of processes does not show it. */
    private Path secretArguments(String name) throws IOException {
        var file = settings.data().resolve(name + ".args");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, "--join=" + join + "\n");
    }

    @Override
    public void close() {
        client.close();
        household.close();
    }
}
