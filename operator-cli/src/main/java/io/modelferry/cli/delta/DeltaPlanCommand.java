package io.modelferry.cli.delta;

import io.modelferry.cli.server.ExitCode;
import io.modelferry.cli.text.Shell;
import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.explain.DeltaExplanation;
import io.modelferry.delta.plan.Hop;
import io.modelferry.delta.plan.Link;
import io.modelferry.delta.plan.RoutePlanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferry delta plan}: which deltas, in which order, or the full file. */
@Command(
        name = "plan",
        description =
                "Say how a device gets from one file to another soonest: by one delta, several in a row, or the full file.")
public final class DeltaPlanCommand implements Callable<Integer> {

    private static final double BYTES_IN_MB = 1e6;
    private static final long BYTES_IN_KBIT = 125;

    private final Shell shell;

    @Parameters(paramLabel = "PATCH", arity = "1..*", description = "the deltas that there are")
    private List<Path> patches = List.of();

    @Option(names = "--from", paramLabel = "FILE", required = true, description = "what the device has")
    private Path from = Path.of("");

    @Option(names = "--to", paramLabel = "FILE", required = true, description = "what it shall have")
    private Path to = Path.of("");

    @Option(
            names = "--link",
            paramLabel = "KBIT/S",
            defaultValue = "1000",
            description = "how fast the device's line is (default: ${DEFAULT-VALUE})")
    private long kilobits;

    @Option(
            names = "--apply-rate",
            paramLabel = "MB/S",
            defaultValue = "100",
            description = "how fast it applies a delta, in MB of the result (default: ${DEFAULT-VALUE})")
    private int applyRate;

    @Option(
            names = "--max-hops",
            paramLabel = "N",
            defaultValue = "3",
            description = "deltas in a row (default: ${DEFAULT-VALUE})")
    private int maxHops;

    @Option(names = "--json", description = "print it as JSON")
    private boolean json;

    public DeltaPlanCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        if (kilobits < 1 || applyRate < 1 || maxHops < 1) {
            throw new IllegalArgumentException("--link, --apply-rate and --max-hops are at least 1");
        }
        var folder = new Folder(shell);
        try {
            var sheet = sheet(folder.existing(from), folder.existing(to), hops(folder));
            shell.out().println(json ? sheet.json() : sheet.text());
            return ExitCode.OK.number();
        } catch (MalformedDelta refused) {
            return DeltaCommand.refused(shell, refused);
        }
    }

    private RouteSheet sheet(Path base, Path target, Map<Hop, Path> hops) throws IOException {
        var link = new Link(kilobits * BYTES_IN_KBIT, maxHops);
        var digest = Sha256.of(target);
        var fullBytes = Files.size(target);
        var route = new RoutePlanner(hops.keySet()).best(Sha256.of(base), digest, fullBytes, link);
        return new RouteSheet(route, RoutePlanner.full(fullBytes, link), hops);
    }

    private Map<Hop, Path> hops(Folder folder) throws IOException, MalformedDelta {
        var hops = new LinkedHashMap<Hop, Path>();
        for (var patch : patches) {
            var delta = DeltaExplanation.read(folder.existing(patch));
            var applyTime = Duration.ofMillis(Math.round(1000 * delta.targetBytes() / (applyRate * BYTES_IN_MB)));
            hops.put(new Hop(delta.base(), delta.target(), delta.patchBytes(), applyTime), patch);
        }
        return hops;
    }
}
