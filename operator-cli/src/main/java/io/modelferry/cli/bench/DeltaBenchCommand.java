package io.modelferry.cli.bench;

import io.modelferry.cli.server.ExitCode;
import io.modelferry.cli.text.ByteSize;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ferry bench delta}. Ends with 0 once everything is measured, whatever the figures; with 1 if a delta of ours failed. */
@Command(
        name = "delta",
        description = "Our deltas beside those of other programs, on a corpus of real pairs.",
        footer = {
            "",
            "Peers are run as child processes where they are installed: bsdiff, xdelta3, zstd, jbsdiff, hdiff-m, hdiff-s, xz.",
            "The corpus is made by tools/delta-corpus; without one, the demo's models are measured.",
            "Our rebuilt files are compared byte for byte, the peers' by their own patch programs."
        })
public final class DeltaBenchCommand implements Callable<Integer> {

    private final Shell shell;

    @Option(names = "--corpus", paramLabel = "DIR", description = "pairs (default: <data>/delta-corpus)")
    private @Nullable Path corpus;

    @Option(names = "--pairs", split = ",", paramLabel = "NAME", description = "only these pairs")
    private List<String> pairs = List.of();

    @Option(names = "--peers", split = ",", paramLabel = "NAME", description = "only these peers, or none")
    private List<String> peers = List.of();

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description = "runs of ours; medians count (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--peer-timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "for a peer on a pair (default: ${DEFAULT-VALUE})")
    private int peerTimeoutSeconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "of ours before each pair, not counted (default: ${DEFAULT-VALUE})")
    private int warmUpSeconds;

    @Option(names = "--json", description = "print everything as JSON")
    private boolean json;

    @Option(names = "--out", paramLabel = "FILE", description = "also write the tables as Markdown")
    private @Nullable Path markdown;

    @Option(names = "--picture", paramLabel = "FILE", description = "also draw what is sent, as SVG")
    private @Nullable Path picture;

    @Option(names = "--verbose", description = "a line on standard error for each step")
    private boolean verbose;

    @Option(names = "--large", description = "instead: one made-up pair of huge files, in small JVMs")
    private boolean large;

    @Option(
            names = "--bytes",
            paramLabel = "SIZE",
            defaultValue = "3GiB",
            converter = ByteSize.Reader.class,
            description = "length of the huge files (default: ${DEFAULT-VALUE})")
    private ByteSize bytes = new ByteSize(0);

    public DeltaBenchCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        return (large ? measureLarge() : measureCorpus()).number();
    }

    private ExitCode measureCorpus() throws IOException {
        var report = new CorpusBench(chosenCorpus(), chosenPeers(), pace(), work(), steps()).run();
        shell.out().println(json ? BenchJson.of(report) : report.text().stripTrailing());
        if (markdown != null) {
            Files.writeString(shell.workingFolder().resolve(markdown), report.markdown());
        }
        if (picture != null) {
            Files.writeString(shell.workingFolder().resolve(picture), BenchPicture.of(report.results()));
        }
        return report.isComplete() ? ExitCode.OK : ExitCode.FAILED;
    }

    private ExitCode measureLarge() throws IOException {
        var result = new LargeBench(bytes, work(), steps()).run();
        shell.out().println(json ? result.json() : result.text());
        return result.isComplete() ? ExitCode.OK : ExitCode.FAILED;
    }

    private Corpus chosenCorpus() throws IOException {
        var folder = corpus == null
                ? shell.data().resolve("delta-corpus")
                : shell.workingFolder().resolve(corpus);
        var found = Corpus.in(folder);
        found.absent().forEach(name -> say("the files of " + name + " are not in " + folder + ": left out"));
        if (found.pairs().isEmpty()) {
            say("there is no corpus in %s. To make one: tools/delta-corpus/make.py trains pairs,".formatted(folder)
                    + " tools/delta-corpus/fetch.sh fetches public ones (see tools/delta-corpus/README.md)."
                    + " Measuring the demo's models instead.");
            found = Corpus.ofTheDemo(shell.home().resolve("demo/models"));
        }
        return pairs.isEmpty() ? found : found.only(pairs);
    }

    private List<Peer> chosenPeers() {
        var all = Peers.all(new Programs(shell.environment().getOrDefault("PATH", "")));
        return peers.isEmpty() ? all : Peers.named(peers, all);
    }

    private CorpusBench.Pace pace() {
        return new CorpusBench.Pace(Duration.ofSeconds(warmUpSeconds), runs, Duration.ofSeconds(peerTimeoutSeconds));
    }

    private Path work() {
        return shell.data().resolve("bench-delta").toAbsolutePath().normalize();
    }

    private Steps steps() {
        return Steps.of(shell, verbose);
    }

    private void say(String words) {
        shell.err().println("ferry: " + Printable.of(words));
    }
}
