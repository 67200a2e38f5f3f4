package io.modelferry.cli.bench.stats;

import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.text.Shell;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ferry bench stats}. Ends with 0 once everything is simulated, whatever the figures. */
@Command(
        name = "stats",
        description =
                "Whether the statistics of experiments keep their promises, on simulated fleets whose truth is known.",
        footer = {"", "The same seed gives the same table, on any number of cores."})
public final class StatsBenchCommand implements Callable<Integer> {

    private final Shell shell;

    @Option(
            names = "--experiments",
            paramLabel = "N",
            defaultValue = "10000",
            description = "of each scenario with equal arms (default: ${DEFAULT-VALUE})")
    private int experiments;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "4", description = "default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--json", description = "print everything as JSON")
    private boolean json;

    @Option(names = "--verbose", description = "a line on standard error for each step")
    private boolean verbose;

    public StatsBenchCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (experiments < 1) {
            throw new IllegalArgumentException("--experiments is at least 1");
        }
        var report = StatsBench.run(new StatsBench.Plan(experiments, seed), Steps.of(shell, verbose));
        shell.out().println(json ? report.json() : report.text());
        return 0;
    }
}
