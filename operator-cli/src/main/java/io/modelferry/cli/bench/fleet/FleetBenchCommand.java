package io.modelferry.cli.bench.fleet;

import io.modelferry.cli.bench.Figure;
import io.modelferry.cli.bench.Figures;
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
            description = "medians of (default: ${DEFAULT-VALUE})")
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
        var data = folder == null
                ? shell.data().resolve("bench-fleet")
                : shell.workingFolder().resolve(folder);
        var plan = new TelemetryBench.Plan(
                devices, windows, rounds, rate, Units.parseSpan(span), burst, Units.parseSpan(burstFor));
        var own = data.toAbsolutePath().normalize();
        var steps = Steps.of(shell, verbose);
        var result = new ArrayList<Figure>();
        if (what.rollouts) {
            var rollouts = new RolloutBench.Plan(devicesInTable, Units.parseSpan(handOut));
            result.addAll(RolloutBench.run(rollouts, own, shell.home(), steps));
        } else if (what.enrolment) {
            result.addAll(EnrolmentBench.run(new EnrolmentBench.Plan(joining, rounds), own, shell.home(), steps));
        } else if (what.brakes) {
            result.addAll(BrakeBench.run(simulated, own, shell.home(), shell.clock(), steps));
        } else {
            result.addAll(TelemetryBench.run(plan, own, shell.home(), shell.clock(), steps));
            result.add(WriterBench.run(own, shell.home(), rounds, steps));
        }
        var report = new Figures(result);
        shell.out().println(json ? report.json() : report.text());
        return result.stream().filter(figure -> figure.key().startsWith("lost")).allMatch(Figure::met) ? 0 : 1;
    }
}
