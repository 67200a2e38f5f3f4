package io.modelferry.cli.bench.fleet;

import io.modelferry.cli.bench.Figure;
import io.modelferry.cli.bench.Figures;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ferry bench fleet}. Ends with 0 once everything is measured, whatever the figures; with 1 if a window was lost. */
@Command(
        name = "fleet",
        description = "What a control plane takes from a fleet on this machine, beside the targets.",
        footer = {
            "",
            "Starts a control plane with its own database and broker, and enrolled clients over mTLS in another process.",
            "The quota of each device (modelferry.telemetry.max-windows-per-minute) is raised out of the way for it."
        })
public final class FleetBenchCommand implements Callable<Integer> {

    private final Shell shell;

    @Option(names = "--telemetry", required = true, description = "windows: rate, delay until they show, none lost")
    private boolean telemetry;

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
        var data = folder == null
                ? shell.data().resolve("bench-fleet")
                : shell.workingFolder().resolve(folder);
        var plan = new TelemetryBench.Plan(
                devices, windows, rounds, rate, Units.parseSpan(span), burst, Units.parseSpan(burstFor));
        var place = data.toAbsolutePath().normalize();
        var steps = Steps.of(shell, verbose);
        var result = new ArrayList<>(TelemetryBench.run(plan, place, shell.home(), shell.clock(), steps));
        result.add(WriterBench.run(place, shell.home(), rounds, steps));
        var report = new Figures(result);
        shell.out().println(json ? report.json() : report.text());
        return result.stream().filter(figure -> figure.key().startsWith("lost")).allMatch(Figure::met) ? 0 : 1;
    }
}
