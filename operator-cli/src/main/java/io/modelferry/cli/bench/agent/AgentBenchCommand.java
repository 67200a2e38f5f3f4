package io.modelferry.cli.bench.agent;

import io.modelferry.cli.bench.Figures;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.bench.WorkFolder;
import io.modelferry.cli.packaging.AgentPackage;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ferry bench agent}. Ends with 0 once everything is measured, whatever the figures; {@code --kill} with 1 if an invariant broke. */
@Command(
        name = "agent",
        description = "What the packaged agent takes on this machine, beside the targets; or kills it in mid-update.",
        footer = {
            "",
            "Linux only. The control plane is a stand-in in this process: it signs, serves and listens on loopback over TLS.",
            "A whole run of figures takes some ten minutes, most of them swaps; 1,000 kills take about half an hour."
        })
public final class AgentBenchCommand implements Callable<Integer> {

    private final Shell shell;

    @Option(
            names = "--package",
            paramLabel = "DIR",
            description = "a folder of `ferry agent package` (default: made anew in <data>/bench-agent)")
    private @Nullable Path agentPackage;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description = "medians of (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--swaps",
            paramLabel = "N",
            defaultValue = "1000",
            description = "under load (default: ${DEFAULT-VALUE})")
    private int swaps;

    @Option(
            names = "--idle",
            paramLabel = "SPAN",
            defaultValue = "60s",
            description = "how long an idle agent is watched (default: ${DEFAULT-VALUE})")
    private String idle = "";

    @Option(
            names = "--settle",
            paramLabel = "SPAN",
            defaultValue = "5s",
            description = "after a start, before memory is looked at (default: ${DEFAULT-VALUE})")
    private String settle = "";

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "5000",
            description = "of a loopback run (default: ${DEFAULT-VALUE})")
    private int requests;

    @Option(names = "--kill", paramLabel = "N", description = "instead: N times kill -9 in mid-update")
    private int kills;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "4",
            description = "of the moments of --kill (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--json", description = "print everything as JSON")
    private boolean json;

    @Option(names = "--verbose", description = "a line on standard error for each step")
    private boolean verbose;

    public AgentBenchCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (runs < 1 || swaps < 1 || requests < 1 || kills < 0) {
            throw new IllegalArgumentException("--runs, --swaps and --requests are at least 1");
        }
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            throw new IOException("ferry bench agent reads /proc: it needs Linux");
        }
        var steps = Steps.of(shell, verbose);
        var data = shell.data().resolve("bench-agent").toAbsolutePath().normalize();
        var packaged = packaged(data, steps);
        try (var work = WorkFolder.below(data)) {
            return kills > 0 ? kill(packaged, work, steps) : measure(packaged, work, steps);
        }
    }

    private Path packaged(Path data, Steps steps) throws IOException {
        if (agentPackage != null) {
            return shell.workingFolder().resolve(agentPackage).toAbsolutePath().normalize();
        }
        return AgentPackage.forThisMachine(shell.home())
                .make(data.resolve("package"), steps::now)
                .folder();
    }

    private int measure(Path packaged, WorkFolder work, Steps steps) throws IOException {
        var plan = new AgentBench.Plan(packaged, runs, swaps, Units.parseSpan(idle), Units.parseSpan(settle), requests);
        var report = new Figures(AgentBench.run(plan, work, shell.clock(), steps));
        shell.out().println(json ? report.json() : report.text());
        return 0;
    }

    private int kill(Path packaged, WorkFolder work, Steps steps) throws IOException {
        var result = KillBench.run(new KillBench.Plan(packaged, kills, seed), work, shell.clock(), steps);
        shell.out().println(json ? result.json() : result.text());
        return result.violations().isEmpty() ? 0 : 1;
    }
}
