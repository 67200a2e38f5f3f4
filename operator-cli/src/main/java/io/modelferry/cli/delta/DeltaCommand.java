package io.modelferry.cli.delta;

import io.modelferry.cli.server.ExitCode;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Progress;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Units;
import io.modelferry.delta.DeltaException;
import io.modelferry.delta.ResultMismatch;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.apply.Applied;
import io.modelferry.delta.apply.DeltaApplier;
import io.modelferry.delta.explain.DeltaExplanation;
import io.modelferry.delta.generate.DeltaGenerator;
import io.modelferry.delta.generate.Effort;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes, applies, explains and proves deltas. A delta that is refused ends with {@link ExitCode#REFUSED} and one line. */
@Command(name = "delta", description = "Weight-level deltas between model files.")
public final class DeltaCommand {

    private static final int MOST_THREADS = 64;

    private final Shell shell;
    private final Folder folder;

    public DeltaCommand(Shell shell) {
        this.shell = shell;
        this.folder = new Folder(shell);
    }

    @Command(name = "diff", description = "Write the delta that turns OLD into NEW.")
    int diff(
            @Parameters(paramLabel = "OLD", description = "what devices have") Path old,
            @Parameters(paramLabel = "NEW", description = "what they shall have") Path current,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "PATCH",
                            required = true)
                    Path patch,
            @Option(
                            names = "--also",
                            paramLabel = "OLD=PATCH",
                            description =
                                    "one more delta, from another OLD, in the same pass over NEW; may be repeated")
                    @Nullable
                    Map<Path, Path> others,
            @Option(names = "--threads", paramLabel = "N", description = "the same delta, sooner (default: one a core)")
                    @Nullable
                    Integer threads,
            @Option(names = "--max", description = "look longer for the last percent; up to ten times slower")
                    boolean max,
            @Option(names = "--json", description = "print the report as JSON") boolean json)
            throws IOException {
        var target = folder.existing(current);
        var froms = froms(old, patch, others);
        return refusing(() -> {
            var began = System.nanoTime();
            try (var progress = Progress.of("diff", Files.size(target), shell.onTerminal())) {
                var reports = generator(threads, max).generate(froms, target, (done, total) -> progress.at(done));
                progress.close();
                reports.forEach(report -> show(DeltaSheet.of(report), json));
            }
            sayRate("diffed", Files.size(target), began);
        });
    }

    @Command(name = "apply", description = "Rebuild the target from BASE and PATCH. On failure OUT is as it was.")
    int apply(
            @Parameters(paramLabel = "BASE", description = "the file the delta was made from") Path base,
            @Parameters(paramLabel = "PATCH", description = "the delta; - reads it from standard input") Path patch,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "OUT",
                            required = true)
                    Path out,
            @Option(names = "--resume", description = "keep OUT.partial when interrupted, and go on from it next time")
                    boolean resume)
            throws IOException {
        var from = folder.existing(base);
        var to = folder.inFolder(out);
        if (resume && isStandardInput(patch)) {
            throw new IllegalArgumentException("--resume wants a PATCH that can be read again, not standard input");
        }
        return refusing(() -> {
            var began = System.nanoTime();
            try (var progress = Progress.of("apply", Files.size(from), shell.onTerminal())) {
                var applied = applied(from, patch, to, resume, (done, total) -> progress.at(done));
                progress.close();
                shell.out().println("%s  %s".formatted(applied.target(), Units.bytes(applied.lengthBytes())));
                sayRate("applied", applied.lengthBytes(), began);
            }
        });
    }

    private Applied applied(Path base, Path patch, Path out, boolean resume, io.modelferry.delta.Progress progress)
            throws DeltaException, IOException {
        var applier = new DeltaApplier();
        if (isStandardInput(patch)) {
            return applier.apply(base, Channels.newChannel(System.in), out, progress);
        }
        if (resume) {
            var partial = out.resolveSibling(out.getFileName() + ".partial");
            return applier.applyResuming(base, folder.existing(patch), out, partial, progress);
        }
        return applier.apply(base, folder.existing(patch), out, progress);
    }

    @Command(
            name = "explain",
            description = "Say what a delta does to each tensor, what that costs in bytes and bits a weight, and why.")
    int explain(
            @Parameters(paramLabel = "PATCH", description = "the delta") Path patch,
            @Option(names = "--json", description = "print it as JSON") boolean json)
            throws IOException {
        var file = folder.existing(patch);
        return refusing(() -> show(DeltaSheet.of(DeltaExplanation.read(file)), json));
    }

    @Command(name = "verify", description = "Prove that PATCH turns BASE into what it promises, writing nothing.")
    int verify(
            @Parameters(paramLabel = "BASE", description = "the file the delta was made from") Path base,
            @Parameters(paramLabel = "PATCH", description = "the delta") Path patch,
            @Parameters(paramLabel = "TARGET", arity = "0..1", description = "also compare with this file") @Nullable
                    Path target)
            throws IOException {
        var from = folder.existing(base);
        var delta = folder.existing(patch);
        return refusing(() -> {
            try (var progress = Progress.of("verify", Files.size(from), shell.onTerminal())) {
                var proven = new DeltaApplier().verify(from, delta, (done, total) -> progress.at(done));
                progress.close();
                if (target != null) {
                    requireSame(proven.target(), folder.existing(target));
                }
                shell.out().println("proven: %s  %s".formatted(proven.target(), Units.bytes(proven.lengthBytes())));
            }
        });
    }

    private List<DeltaGenerator.From> froms(Path old, Path patch, @Nullable Map<Path, Path> others) {
        var froms = new ArrayList<DeltaGenerator.From>();
        froms.add(new DeltaGenerator.From(folder.existing(old), folder.inFolder(patch)));
        if (others != null) {
            others.forEach(
                    (base, delta) -> froms.add(new DeltaGenerator.From(folder.existing(base), folder.inFolder(delta))));
        }
        return froms;
    }

    private static DeltaGenerator generator(@Nullable Integer threads, boolean max) {
        if (threads != null && (threads < 1 || threads > MOST_THREADS)) {
            throw new IllegalArgumentException("--threads takes 1 to " + MOST_THREADS);
        }
        var effort = max ? Effort.MAX : Effort.NORMAL;
        return threads == null ? new DeltaGenerator(effort) : new DeltaGenerator(threads, effort);
    }

    private static boolean isStandardInput(Path patch) {
        return patch.toString().equals("-");
    }

    private void show(DeltaSheet sheet, boolean json) {
        shell.out().println(json ? sheet.json() : sheet.text());
    }

    private void sayRate(String what, long bytes, long began) {
        if (!shell.onTerminal()) {
            return;
        }
        var took = Duration.ofNanos(System.nanoTime() - began);
        var rate = Math.round(bytes / Math.max(1e-9, took.toNanos() / 1e9));
        shell.err()
                .println("%s %s in %s, %s/s".formatted(what, Units.bytes(bytes), Units.span(took), Units.bytes(rate)));
    }

    private static void requireSame(Sha256 promised, Path target) throws DeltaException, IOException {
        var actual = Sha256.of(target);
        if (!actual.equals(promised)) {
            throw new ResultMismatch(actual, promised);
        }
    }

    /** What the engine does with files that are there. */
    @FunctionalInterface
    private interface Work {
        void run() throws DeltaException, IOException;
    }

    private int refusing(Work work) throws IOException {
        try {
            work.run();
            return ExitCode.OK.number();
        } catch (DeltaException refused) {
            return refused(shell, refused);
        }
    }

    static int refused(Shell shell, DeltaException refused) {
        shell.err().println("ferry: " + Printable.of(String.valueOf(refused.getMessage())));
        return ExitCode.REFUSED.number();
    }
}
