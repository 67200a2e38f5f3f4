package io.modelferry.cli.optimize;

import io.modelferry.cli.server.ExitCode;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import io.modelferry.optimizer.acceptance.CannotRun;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.onnx.OnnxInspection;
import io.modelferry.optimizer.profile.Profile;
import io.modelferry.optimizer.profile.ProfilePicture;
import io.modelferry.optimizer.profile.Profiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** Where a model spends its time and its bytes. */
@Command(
        name = "profile",
        description = {
            "Time, weights and arithmetic of each operator, as ONNX Runtime runs it here on one input.",
            "An operator below the ridge waits for memory, one above it for arithmetic."
        })
public final class ProfileCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Shell shell;

    @Parameters(paramLabel = "MODEL", description = "the ONNX file")
    private Path model = Path.of("");

    @Option(
            names = "--runs",
            defaultValue = "20",
            description = "over which times are averaged (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--threads", defaultValue = "1", description = "within one operator (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--top", defaultValue = "20", description = "rows of the table (default: ${DEFAULT-VALUE})")
    private int top;

    @Option(names = "--json", description = "print every node as JSON")
    private boolean json;

    @Option(names = "--svg", paramLabel = "FILE", description = "draw treemaps: time by operator, weights by layer")
    private @Nullable Path svg;

    @Option(names = "--html", paramLabel = "FILE", description = "the same as a page, with the nodes as a table")
    private @Nullable Path html;

    public ProfileCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        var file = shell.workingFolder().resolve(model);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no file " + model);
        }
        if (runs < 1 || threads < 1 || top < 1) {
            throw new IllegalArgumentException("--runs, --threads and --top are at least 1");
        }
        requireFolder(svg);
        requireFolder(html);
        try {
            OnnxInspection.inspect(file);
            var profile = Profiler.profile(file, runs, threads);
            var picture = new ProfilePicture(profile, String.valueOf(file.getFileName()));
            draw(svg, picture::svg);
            draw(html, picture::html);
            shell.out()
                    .println(json ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(profile) : text(profile));
            return ExitCode.OK.number();
        } catch (CannotRun | MalformedModel refused) {
            shell.err().println("ferry: " + Printable.of(String.valueOf(refused.getMessage())));
            return ExitCode.REFUSED.number();
        }
    }

    private void requireFolder(@Nullable Path picture) {
        if (picture != null && !Files.isDirectory(resolved(picture).resolveSibling("."))) {
            throw new IllegalArgumentException("there is no folder for " + picture);
        }
    }

    /** The file appears whole or not at all. */
    private void draw(@Nullable Path picture, Supplier<String> drawing) throws IOException {
        if (picture == null) {
            return;
        }
        var whole = resolved(picture);
        var part = whole.resolveSibling(whole.getFileName() + ".part");
        try {
            Files.writeString(part, drawing.get());
            Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        shell.err().println("drawn in " + picture);
    }

    private Path resolved(Path path) {
        return shell.workingFolder().resolve(path);
    }

    private String text(Profile profile) {
        var table = new Table("NODE", "OPERATOR", "TIME", "SHARE", "WEIGHTS", "OP/BYTE", "GOP/S", "GB/S", "WAITS FOR");
        profile.nodes().stream()
                .limit(top)
                .forEach(node -> table.row(
                        Printable.of(node.node()),
                        Printable.of(node.operator()),
                        String.format(Locale.ROOT, "%.1f µs", node.micros()),
                        Units.percent(node.micros() / profile.totalMicros()),
                        Units.bytes(node.parameterBytes()),
                        String.format(Locale.ROOT, "%.2f", node.intensity()),
                        String.format(Locale.ROOT, "%.2f", node.gigaOperations()),
                        String.format(Locale.ROOT, "%.2f", node.gigaBytes()),
                        node.waitsFor(profile.ridge())));
        return "%s%n%n%d nodes, %.1f µs a run over %d runs, %s of weights, ridge at %.2f operations a byte"
                .formatted(
                        table,
                        profile.nodes().size(),
                        profile.totalMicros(),
                        profile.runs(),
                        Units.bytes(profile.parameterBytes()),
                        profile.ridge());
    }
}
