package io.modelferry.cli.verb;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.server.ControlPlaneClient.Uploaded;
import io.modelferry.cli.server.ExitCode;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Units;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Uploads one model version, its acceptance set first; the same bytes again are no error. */
@Command(
        name = "publish",
        description =
                "Publish a model version. The server inspects it, makes and measures variants, and computes deltas.",
        footer = {
            "",
            "Example:",
            "  ferry publish model.onnx --name meter-reader --version 2 --acceptance acceptance.npz"
        })
public final class PublishCommand implements Callable<Integer> {

    private static final String AS_PUBLISHED = "fp32";
    private static final Set<String> NEVER_GIVEN = Set.of("NOT_OFFERED", "FAILED");

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "FILE", description = "an ONNX model in one file")
    private Path file = Path.of("");

    @Option(names = "--name", required = true, description = "the model's name, for example meter-reader")
    private String name = "";

    @Option(names = "--version", required = true, description = "the version's name, for example 2 or 2026-05-01")
    private String version = "";

    @Option(
            names = "--acceptance",
            paramLabel = "NPZ",
            description = "inputs by name, optional labels: what every variant must pass")
    private @Nullable Path acceptance;

    @Option(
            names = "--calibration",
            paramLabel = "NPZ",
            description = "typical inputs by name: what activations are measured on for int8-static")
    private @Nullable Path calibration;

    @Option(
            names = "--floor",
            paramLabel = "VERSION",
            description =
                    "once this version is offered, devices never go below VERSION again, which may be this one; needs the role ADMIN")
    private @Nullable String floor;

    @Mixin
    private LineageOptions lineage = new LineageOptions();

    @Option(names = "--notes", defaultValue = "", description = "what changed, for people")
    private String notes = "";

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "until variants are measured and deltas are ready, then show them; --no-wait returns at once")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "SPAN",
            defaultValue = "10m",
            description = "of --wait (default: ${DEFAULT-VALUE})")
    private String timeout = "";

    public PublishCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var id = new VersionId(new ModelName(name), new VersionName(version));
        requireFiles();
        try (var server = connection.open(shell)) {
            var uploaded = upload(server, id);
            warn(uploaded);
            if (!wait) {
                connection.show(shell, uploaded.view(), said(id, uploaded));
                return 0;
            }
            shell.err().println(said(id, uploaded));
            var lines = new RunLines(shell);
            var readiness = VersionReadiness.await(server, id.path(), Units.parseSpan(timeout), lines::show);
            connection.show(
                    shell,
                    Map.of(
                            "version", uploaded.view(),
                            "variants", readiness.variants(),
                            "classes", readiness.page().path("classes"),
                            "deltas", readiness.deltas()),
                    words(id, readiness));
            return ended(id, readiness);
        }
    }

    /** Taken in, but given to no device: what a script would otherwise find out from the fleet. */
    private int ended(VersionId id, VersionReadiness readiness) {
        var published = readiness.variants().stream()
                .filter(variant -> AS_PUBLISHED.equals(Fields.text(variant, "variant")))
                .filter(variant -> NEVER_GIVEN.contains(Fields.text(variant, "status")))
                .findFirst();
        if (published.isEmpty()) {
            return (readiness.isSettled() ? ExitCode.OK : ExitCode.FAILED).number();
        }
        shell.err()
                .println("ferry: no device will be offered %s: %s (published-not-offered)"
                        .formatted(id, Printable.of(Fields.text(published.get(), "reason"))));
        return ExitCode.REFUSED.number();
    }

    private void warn(Uploaded uploaded) {
        uploaded.view()
                .path("warnings")
                .forEach(warning -> shell.err().println("warning: " + Printable.of(warning.asString())));
    }

    private void requireFiles() {
        Uploads.requireFile(shell, file);
        if (acceptance != null) {
            Uploads.requireFile(shell, acceptance);
        }
        if (calibration != null) {
            Uploads.requireFile(shell, calibration);
        }
    }

    private Uploaded upload(ControlPlaneClient server, VersionId id) throws IOException {
        var uploads = new Uploads(shell, server);
        var query = new StringBuilder("?notes=").append(ControlPlaneClient.encode(notes));
        if (acceptance != null) {
            query.append("&acceptance=").append(uploads.set("acceptance", acceptance));
        }
        if (calibration != null) {
            query.append("&calibration=").append(uploads.set("calibration", calibration));
        }
        if (floor != null) {
            query.append("&floor=").append(ControlPlaneClient.encode(floor));
        }
        lineage.said()
                .forEach((name, value) ->
                        query.append('&').append(name).append('=').append(ControlPlaneClient.encode(value)));
        return uploads.put(id.path() + query, file);
    }

    private static String said(VersionId id, Uploaded uploaded) {
        return "%s %s  %s  %s"
                .formatted(
                        uploaded.isNew() ? "published" : "already there, same bytes:",
                        id,
                        Fields.bytes(uploaded.view(), "lengthBytes"),
                        Fields.digest(uploaded.view(), "digest"));
    }

    private static String words(VersionId id, VersionReadiness readiness) {
        var deltas = readiness.deltas().isEmpty()
                ? "no delta: nothing to start from"
                : VersionTables.deltas(readiness.deltas()).toString();
        var late = readiness.isSettled()
                ? ""
                : "\nnot everything is ready after %s; it goes on: ferry model variants %s --watch"
                        .formatted(Units.span(readiness.waited()), id);
        return VersionTables.page(readiness.page()) + "\n\n" + deltas + late;
    }
}
