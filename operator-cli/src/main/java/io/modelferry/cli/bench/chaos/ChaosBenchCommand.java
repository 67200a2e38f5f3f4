package io.modelferry.cli.bench.chaos;

import io.modelferry.cli.bench.Figures;
import io.modelferry.cli.bench.Programs;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ferry bench chaos}. Ends with 0 if all that must be true was, with 1 and what differed if not. */
@Command(
        name = "chaos",
        description = "Strikes a control plane down while a rollout runs, and looks at what is left.",
        footer = {
            "",
            "In turn kill -9 of the control plane, and an immediate shutdown of its database with a kill -9 after it; with --broker mosquitto",
            "kill -9 of the broker as well. Each time what was struck starts again on what was left. Then every device must have exactly one end, the counters must be the count of the rows, no device",
            "may have seen two goals of one generation, and the rollout must end FINISHED."
        })
public final class ChaosBenchCommand implements Callable<Integer> {

    private final Shell shell;

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "100",
            description = "strikes (default: ${DEFAULT-VALUE})")
    private int points;

    @Option(names = "--devices", paramLabel = "N", defaultValue = "1000", description = "default: ${DEFAULT-VALUE}")
    private int devices;

    @Option(
            names = "--longest-pause",
            paramLabel = "SPAN",
            defaultValue = "10s",
            description = "between readiness and the next strike (default: ${DEFAULT-VALUE})")
    private String longestPause = "";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "of the moments (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--broker",
            paramLabel = "NAME",
            defaultValue = "embedded",
            description =
                    "embedded, or mosquitto: the machine's own, with the shipped configuration (default: ${DEFAULT-VALUE})")
    private Broker broker = Broker.EMBEDDED;

    private enum Broker {
        EMBEDDED,
        MOSQUITTO
    }

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the bench's own folder, emptied at the start (default: <data>/bench-chaos)")
    private @Nullable Path folder;

    @Option(names = "--json", description = "print everything as JSON")
    private boolean json;

    @Option(names = "--verbose", description = "a line on standard error for each step")
    private boolean verbose;

    public ChaosBenchCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (points < 1 || devices < 4) {
            throw new IllegalArgumentException("--points is at least 1, --devices at least 4");
        }
        var data = folder == null
                ? shell.data().resolve("bench-chaos")
                : shell.workingFolder().resolve(folder);
        var mosquitto = broker == Broker.EMBEDDED ? null : mosquitto();
        var plan = new ChaosBench.Plan(points, devices, Units.parseSpan(longestPause), seed, mosquitto);
        var result = ChaosBench.run(plan, data.toAbsolutePath().normalize(), shell.home(), Steps.of(shell, verbose));
        var report = new Figures(result.figures());
        shell.out().println(json ? report.json() : report.text());
        var differences = result.differences();
        differences.forEach(words -> shell.err().println("differs: " + words));
        return differences.isEmpty() ? 0 : 1;
    }

    private Path mosquitto() {
        return new Programs(shell.environment().getOrDefault("PATH", ""))
                .find("mosquitto")
                .orElseThrow(() -> new IllegalArgumentException("--broker mosquitto: no mosquitto is on the PATH."
                        + " Install it (Debian keeps it in /usr/sbin), or take --broker embedded"));
    }
}
