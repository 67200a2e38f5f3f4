package io.modelferry.cli.demo;

import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ferry bench}: figures that documents quote, measured again on this machine. Each is a whole process, seen from outside. */
@Command(
        name = "bench",
        description = "Measure what the documents quote, on this machine.",
        footer = {"", "Medians and ranges of whole processes; a busy machine shows in the range."})
public final class BenchCommand {

    private static final Duration START_TARGET = Duration.ofSeconds(15);
    private static final Duration DEMO_TARGET = Duration.ofSeconds(120);

    private final Shell shell;

    public BenchCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            name = "start",
            description = "From the start of the control plane to readiness: first start, and again on its data.")
    int start(@Option(names = "-n", defaultValue = "3", description = "runs (default: ${DEFAULT-VALUE})") int runs)
            throws IOException, StepFailed {
        var first = new ArrayList<Duration>();
        var again = new ArrayList<Duration>();
        for (var run = 0; run < runs; run++) {
            var settings = settings("bench-start");
            try (var household = Household.moveInto(settings.data())) {
                first.add(untilReady(household, settings));
            }
            try (var household = Household.returnTo(settings.data())) {
                again.add(untilReady(household, settings));
            }
        }
        print(row("first start", first, START_TARGET), row("start on its data", again, START_TARGET));
        return 0;
    }

    @Command(name = "demo", description = "The demo's whole story from built jars to its summary.")
    int demo(@Option(names = "-n", defaultValue = "1", description = "runs (default: ${DEFAULT-VALUE})") int runs)
            throws IOException, StepFailed {
        var told = new ArrayList<Duration>();
        for (var run = 0; run < runs; run++) {
            var settings = settings("bench-demo");
            var began = System.nanoTime();
            try (var household = Household.moveInto(settings.data())) {
                new Story(settings, household, new Narrator(shell.err()), shell.clock()).tell(DemoPorts.choose(true));
                told.add(Duration.ofNanos(System.nanoTime() - began));
            }
        }
        print(row("demo to summary", told, DEMO_TARGET));
        return 0;
    }

    private static Duration untilReady(Household household, DemoSettings settings) throws IOException, StepFailed {
        var began = System.nanoTime();
        ControlPlaneProcess.start(household, settings, DemoPorts.choose(true)).awaitReady(new Patience(household));
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private DemoSettings settings(String folder) {
        Path data = shell.data().resolve(folder).toAbsolutePath().normalize();
        return new DemoSettings(data, shell.home(), 50, true, Duration.ofSeconds(1), Duration.ofSeconds(3), false);
    }

    private record Row(String what, List<Duration> sorted, Duration target) {}

    private static Row row(String what, List<Duration> measured, Duration target) {
        return new Row(what, measured.stream().sorted().toList(), target);
    }

    private void print(Row... rows) {
        var table = new Table("WHAT", "RUNS", "MIN", "MEDIAN", "MAX", "TARGET");
        for (var row : rows) {
            table.row(
                    row.what(),
                    Integer.toString(row.sorted().size()),
                    seconds(row.sorted().getFirst()),
                    seconds(row.sorted().get(row.sorted().size() / 2)),
                    seconds(row.sorted().getLast()),
                    "≤ " + seconds(row.target()));
        }
        shell.out().println(table);
    }

    private static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1000.0);
    }
}
