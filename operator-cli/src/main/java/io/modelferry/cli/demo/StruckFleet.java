package io.modelferry.cli.demo;

import io.modelferry.cli.demo.Application.Compiler;
import io.modelferry.cli.server.ControlPlaneClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A control plane with its own database, its own broker or a Mosquitto beside it, and a fleet of virtual devices, for benches that strike
 * them down and look at what is left, or brake a rollout over them. Closing stops them all. What goes wrong is an {@link IOException} that names the log.
 */
public final class StruckFleet implements AutoCloseable {

    public static final String MODEL = Operator.MODEL;

    /** Who was killed gave nothing up: with the usual lease rollouts would stand still between two strikes. */
    private static final String SHORT_LEASE = "--modelferry.rollout.lease=3s";

    /** A whole fleet comes back at once; how long it takes is a figure of the bench, not its end. */
    private static final Duration READY = Duration.ofMinutes(5);

    private static final Duration JOINING = Duration.ofMillis(10);
    private static final Duration FOR_EACH_DEVICE = Duration.ofMillis(200);

    private final Household household;
    private final DemoSettings settings;
    private final DemoPorts ports;
    private final Compiler compiler;
    private final List<String> arguments;
    private final ControlPlaneClient client;
    private final Operator operator;
    private final @Nullable MosquittoProcess mosquitto;
    private ControlPlaneProcess controlPlane;

    private StruckFleet(
            Household household,
            DemoSettings settings,
            Compiler compiler,
            List<String> more,
            @Nullable MosquittoProcess mosquitto)
            throws IOException, StepFailed {
        this.compiler = compiler;
        this.household = household;
        this.settings = settings;
        this.ports = DemoPorts.choose(true);
        this.mosquitto = mosquitto;
        this.arguments = new ArrayList<>(more);
        arguments.add("--modelferry.rollout.approve-above=-1");
        if (mosquitto != null) {
            arguments.add("--modelferry.mqtt.url=" + mosquitto.url());
        }
        this.controlPlane = start();
        this.client = controlPlane.client();
        this.operator = new Operator(client, settings);
    }

    /** For strikes: leases are short. */
    public static StruckFleet start(Path data, Path home, int devices) throws IOException {
        return start(data, home, devices, Compiler.RESTARTED, List.of(SHORT_LEASE), null);
    }

    /** The same, with a Mosquitto in place of the embedded broker. @param program Mosquitto's */
    public static StruckFleet startWithMosquitto(Path program, Path data, Path home, int devices) throws IOException {
        return start(data, home, devices, Compiler.RESTARTED, List.of(SHORT_LEASE), program);
    }

    /**
     * For what is measured at full speed.
     *
     * @param data emptied first; refused if it holds something else than a bench's or a demo's work
     * @param devices that may enrol
     * @param more arguments of the control plane
     */
    public static StruckFleet start(Path data, Path home, int devices, List<String> more) throws IOException {
        return start(data, home, devices, Compiler.FULL, more, null);
    }

    private static StruckFleet start(
            Path data, Path home, int devices, Compiler compiler, List<String> more, @Nullable Path program)
            throws IOException {
        var settings = new DemoSettings(data, home, devices, true, Duration.ofSeconds(2), Duration.ZERO, false);
        try {
            var household = Household.moveInto(data).endingWithUs();
            try {
                var mosquitto = program == null ? null : MosquittoProcess.start(program, household, settings);
                return new StruckFleet(household, settings, compiler, more, mosquitto);
            } catch (IOException | StepFailed | RuntimeException e) {
                household.close();
                throw e;
            }
        } catch (StepFailed e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private ControlPlaneProcess start() throws IOException, StepFailed {
        var started = ControlPlaneProcess.start(household, settings, ports, compiler, arguments);
        started.awaitReady(new Patience(household), READY);
        return started;
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

    /**
     * Creates a rollout and starts it.
     *
     * @param percents of its stages, none of which soaks
     * @param more of the plan, such as its gates
     * @return its id
     */
    public String rollOut(String version, List<Integer> percents, Map<String, ?> more) {
        var plan = new HashMap<String, Object>(more);
        plan.put("model", MODEL);
        plan.put("version", version);
        plan.put(
                "stages",
                percents.stream()
                        .map(percent -> Map.of("name", percent + " %", "percent", percent, "soak", "PT0S"))
                        .toList());
        var id = client.post("/rollouts", plan).path("id").asString();
        client.post("/rollouts/" + id + "/start", Map.of("reason", "the bench starts it"));
        return id;
    }

    /** Returns once every device is online. */
    public void startDevices() throws IOException {
        var devices = settings.simulatedDevices();
        var join = operator.enrolmentToken(SimulatorProcess.ID_PREFIX + "*", "standard", "harbour", false, devices);
        var data = Files.createDirectories(settings.simulator());
        var arguments = List.of(
                "@" + SimulatorProcess.secretArguments(data, List.of(join)),
                "--data=" + data,
                "--server=" + controlPlane.devicesUrl(),
                "--devices=" + devices,
                "--id-prefix=" + SimulatorProcess.ID_PREFIX,
                "--sites=1",
                "--ramp=" + JOINING.multipliedBy(devices).toMillis() + "ms",
                "--rate=2/s",
                "--stream=" + settings.models().resolve("field-stream.npz"),
                "--window=" + settings.window().toMillis() + "ms",
                "--status=1s",
                "--report=" + report());
        household.start(
                "simulator", Application.SIMULATOR.command(settings.home(), Compiler.FULL, arguments), Map.of());
        await(devices + " devices online", () -> online() == devices);
    }

    private long online() {
        return operator.devices().stream().filter(Seen.Device::online).count();
    }

    /** What goals the devices saw, as the simulator writes it every second. */
    public Path report() {
        return settings.simulator().resolve("report.json");
    }

    /** {@code kill -9}. Its database goes on, without it. */
    public void killControlPlane() {
        household.kill(ControlPlaneProcess.NAME);
    }

    /** Immediate shutdown: sessions end, nothing is flushed; the next start recovers from the log. Returns once it is gone. */
    public void stopDatabaseAtOnce() throws IOException {
        var pidFile =
                settings.controlPlane().resolve("postgres").resolve("cluster").resolve("postmaster.pid");
        var pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        try {
            new ProcessBuilder("kill", "-QUIT", Long.toString(pid)).start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the database was stopped", e);
        }
        ProcessHandle.of(pid).ifPresent(server -> server.onExit().join());
    }

    /** On what the last one left. @return from the start to readiness */
    public Duration startControlPlane() throws IOException {
        var began = System.nanoTime();
        try {
            controlPlane = start();
        } catch (StepFailed e) {
            throw new IOException(e.getMessage(), e);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /**
     * {@code kill -9} of Mosquitto, and its start on what it had saved.
     *
     * @return from the start until the control plane is ready again
     */
    public Duration killBrokerAndStartIt() throws IOException {
        if (mosquitto == null) {
            throw new IllegalStateException("the broker is in the control plane");
        }
        mosquitto.kill();
        var began = System.nanoTime();
        try {
            mosquitto.start();
            controlPlane.awaitReady(new Patience(household), READY);
        } catch (StepFailed e) {
            throw new IOException(e.getMessage(), e);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Something that happens by itself, or not. */
    public interface Hope {
        boolean cameTrue();
    }

    /** @throws IOException if it did not happen within two minutes and 200 ms for each device, or a process died that nobody struck */
    public void await(String what, Hope hope) throws IOException {
        try {
            new Patience(household)
                    .await(
                            what,
                            DemoSettings.PATIENCE.plus(FOR_EACH_DEVICE.multipliedBy(settings.simulatedDevices())),
                            () -> hope.cameTrue() ? Optional.of(true) : Optional.empty(),
                            () -> "logs are in " + settings.data().resolve("logs"));
        } catch (StepFailed e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.close();
        household.close();
    }
}
