package io.modelferry.cli.bench.fleet;

import io.modelferry.cli.bench.Figure;
import io.modelferry.cli.bench.Figures;
import io.modelferry.cli.bench.Programs;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ferry bench fleet}. Ends with 0 once everything is measured, whatever the figures; with 1 if a window or a device was lost. */
@Command(
        name = "fleet",
        description = "What a control plane takes from a fleet on this machine, beside the targets.",
        footer = {
            "",
            "Starts a control plane with its own database and broker. --telemetry: enrolled clients over mTLS in another process.",
            "--tls: the same flood of windows with and without mTLS, in pairs, behind a Mosquitto of this machine with the shipped configuration,",
            "which has a plaintext door on the loopback for this; the embedded broker has none.",
            "--enrolment: the agent's own code in another process, 16 machines at a time.",
            "--rollouts: devices that only stand in the tables, written by a program that nothing but this starts.",
            "--brakes: the devices of ferry simulate.",
            "The quota of each device (modelferry.telemetry.max-windows-per-minute) is raised out of the way for it."
        })
public final class FleetBenchCommand implements Callable<Integer> {

    private static final int MOST_DEVICES = 9_999_999;
    private static final int MOST_SIMULATED = 10_000;
    private static final int MOST_JOINING = 80_000;

    private final Shell shell;

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    /** One of them. */
    static final class What {

        @Option(names = "--telemetry", required = true, description = "windows: rate, delay until they show, none lost")
        private boolean telemetry;

        @Option(
                names = "--tls",
                required = true,
                description =
                        "windows with and without mTLS between devices and broker: what it costs; needs a mosquitto")
        private boolean tls;

        @Option(
                names = "--enrolment",
                required = true,
                description =
                        "machines that join, each with a key, a certificate request and a connection of its own: how many a second")
        private boolean enrolment;

        @Option(
                names = "--rollouts",
                required = true,
                description =
                        "one rollout over a fleet that stands in the tables: created, handed out, paused, taken back")
        private boolean rollouts;

        @Option(
                names = "--brakes",
                required = true,
                description =
                        "virtual devices over MQTT: how soon a pause reaches them, how soon a worse version turns back")
        private boolean brakes;
    }

    @Option(
            names = "--simulated",
            paramLabel = "N",
            defaultValue = "1000",
            description = "virtual devices of --brakes (default: ${DEFAULT-VALUE})")
    private int simulated;

    @Option(
            names = "--joining",
            paramLabel = "N",
            defaultValue = "2000",
            description = "machines of each round of --enrolment (default: ${DEFAULT-VALUE})")
    private int joining;

    @Option(
            names = "--devices-in-table",
            paramLabel = "N",
            split = ",",
            defaultValue = "100000,1000000",
            description = "fleets of --rollouts, one after the other (default: ${DEFAULT-VALUE})")
    private List<Integer> devicesInTable = List.of();

    @Option(
            names = "--hand-out",
            paramLabel = "SPAN",
            defaultValue = "30s",
            description = "how long the scheduler is watched while it hands a version out (default: ${DEFAULT-VALUE})")
    private String handOut = "";

    @Option(names = "--burst", description = "also five times the rate for the span of --burst-for")
    private boolean burst;

    @Option(names = "--burst-for", paramLabel = "SPAN", defaultValue = "60s", description = "default: ${DEFAULT-VALUE}")
    private String burstFor = "";

    @Option(names = "--devices", paramLabel = "N", defaultValue = "50", description = "default: ${DEFAULT-VALUE}")
    private int devices;

    @Option(
            names = "--windows",
            paramLabel = "N",
            defaultValue = "20000",
            description = "of each round at full speed (default: ${DEFAULT-VALUE})")
    private int windows;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "medians of; pairs of --tls (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "500",
            description = "windows a second while the delay is timed (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--for",
            paramLabel = "SPAN",
            defaultValue = "30s",
            description = "how long the delay is timed (default: ${DEFAULT-VALUE})")
    private String span = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the bench's own folder, emptied at the start (default: <data>/bench-fleet)")
    private @Nullable Path folder;

    @Option(names = "--json", description = "print everything as JSON")
    private boolean json;

    @Option(names = "--verbose", description = "a line on standard error for each step")
    private boolean verbose;

    public FleetBenchCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        requireSenseOfNumbers();
        var data = folder == null
                ? shell.data().resolve("bench-fleet")
                : shell.workingFolder().resolve(folder);
        var result = measure(data.toAbsolutePath().normalize(), Steps.of(shell, verbose));
        var report = new Figures(result);
        shell.out().println(json ? report.json() : report.text());
        return result.stream().filter(figure -> figure.key().startsWith("lost")).allMatch(Figure::met) ? 0 : 1;
    }

    private void requireSenseOfNumbers() {
        if (devices < 1 || windows < 1 || rounds < 1 || rate < 1) {
            throw new IllegalArgumentException("--devices, --windows, --rounds and --rate are at least 1");
        }
        if (simulated < 10 || simulated > MOST_SIMULATED) {
            throw new IllegalArgumentException("--simulated: from 10 to " + MOST_SIMULATED);
        }
        if (joining < 1 || joining > MOST_JOINING / Math.max(1, rounds)) {
            throw new IllegalArgumentException("--joining: from 1, in all rounds together at most " + MOST_JOINING);
        }
        if (devicesInTable.stream().anyMatch(size -> size < 10 || size > MOST_DEVICES)) {
            throw new IllegalArgumentException("--devices-in-table: each from 10 to " + MOST_DEVICES);
        }
    }

    private List<Figure> measure(Path data, Steps steps) throws IOException {
        if (what.rollouts) {
            var plan = new RolloutBench.Plan(devicesInTable, Units.parseSpan(handOut));
            return RolloutBench.run(plan, data, shell.home(), steps);
        }
        if (what.tls) {
            var plan = new TlsBench.Plan(devices, windows, rounds, mosquitto());
            return TlsBench.run(plan, data, shell.home(), shell.clock(), steps);
        }
        if (what.enrolment) {
            return EnrolmentBench.run(new EnrolmentBench.Plan(joining, rounds), data, shell.home(), steps);
        }
        if (what.brakes) {
            return BrakeBench.run(simulated, data, shell.home(), shell.clock(), steps);
        }
        var plan = new TelemetryBench.Plan(
                devices, windows, rounds, rate, Units.parseSpan(span), burst, Units.parseSpan(burstFor));
        var result = new ArrayList<>(TelemetryBench.run(plan, data, shell.home(), shell.clock(), steps));
        result.add(WriterBench.run(data, shell.home(), rounds, steps));
        return result;
    }

    private Path mosquitto() {
        return new Programs(shell.environment().getOrDefault("PATH", ""))
                .find("mosquitto")
                .orElseThrow(() -> new IllegalArgumentException(
                        "--tls: no mosquitto is on the PATH. Install it (Debian keeps it in /usr/sbin)"));
    }
}
