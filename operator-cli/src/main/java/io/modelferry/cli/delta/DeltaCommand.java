package io.modelferry.cli.delta;

import io.modelferry.cli.server.ExitCode;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Units;
import io.modelferry.delta.DeltaException;
import io.modelferry.delta.ResultMismatch;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.apply.DeltaApplier;
import io.modelferry.delta.explain.DeltaExplanation;
import io.modelferry.delta.generate.DeltaGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes, applies, explains and proves deltas. A delta that is refused ends with {@link ExitCode#REFUSED} and one line. */
@Command(name = "delta", description = "Weight-level deltas between model files.")
public final class DeltaCommand {

    private final Shell shell;

    public DeltaCommand(Shell shell) {
        this.shell = shell;
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
            @Option(names = "--json", description = "print the report as JSON") boolean json)
            throws IOException {
        return refusing(() -> {
            var report = new DeltaGenerator().generate(existing(old), existing(current), inFolder(patch));
            show(DeltaSheet.of(report), json);
        });
    }

    @Command(name = "apply", description = "Rebuild the target from BASE and PATCH. On failure OUT is as it was.")
    int apply(
            @Parameters(paramLabel = "BASE", description = "the file the delta was made from") Path base,
            @Parameters(paramLabel = "PATCH", description = "the delta") Path patch,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "OUT",
                            required = true)
                    Path out)
            throws IOException {
        return refusing(() -> {
            var applied = new DeltaApplier().apply(existing(base), existing(patch), inFolder(out));
            shell.out().println("%s  %s".formatted(applied.target(), Units.bytes(applied.lengthBytes())));
        });
    }

    @Command(name = "explain", description = "Say what a delta does to each tensor, what that costs, and why.")
    int explain(
            @Parameters(paramLabel = "PATCH", description = "the delta") Path patch,
            @Option(names = "--json", description = "print it as JSON") boolean json)
            throws IOException {
        return refusing(() -> show(DeltaSheet.of(DeltaExplanation.read(existing(patch))), json));
    }

    @Command(name = "verify", description = "Prove that PATCH turns BASE into what it promises, writing nothing.")
    int verify(
            @Parameters(paramLabel = "BASE", description = "the file the delta was made from") Path base,
            @Parameters(paramLabel = "PATCH", description = "the delta") Path patch,
            @Parameters(paramLabel = "TARGET", arity = "0..1", description = "also compare with this file") @Nullable
                    Path target)
            throws IOException {
        return refusing(() -> {
            var proven = new DeltaApplier().verify(existing(base), existing(patch));
            if (target != null) {
                requireSame(proven.target(), existing(target));
            }
            shell.out().println("proven: %s  %s".formatted(proven.target(), Units.bytes(proven.lengthBytes())));
        });
    }

    private void show(DeltaSheet sheet, boolean json) {
        shell.out().println(json ? sheet.json() : sheet.text());
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
            shell.err().println("ferry: " + Printable.of(String.valueOf(refused.getMessage())));
            return ExitCode.REFUSED.number();
        }
    }

    private Path existing(Path file) {
        var absolute = shell.workingFolder().resolve(file);
        if (!Files.isRegularFile(absolute)) {
            throw new IllegalArgumentException("there is no file " + file);
        }
        return absolute;
    }

    private Path inFolder(Path file) {
        var absolute = shell.workingFolder().resolve(file);
        var folder = absolute.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IllegalArgumentException("there is no folder for " + file);
        }
        return absolute;
    }
}
