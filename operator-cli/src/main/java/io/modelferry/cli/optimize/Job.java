package io.modelferry.cli.optimize;

import io.modelferry.cli.text.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every verb of {@code ferry optimize} takes. */
final class Job {

    @Parameters(paramLabel = "MODEL", description = "the ONNX file")
    private Path model = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            required = true,
            description = "the variant; on failure OUT is as it was")
    private Path output = Path.of("");

    @Option(names = "--json", description = "print the report as JSON, with the recipe")
    private boolean json;

    Path model(Shell shell) {
        var file = shell.workingFolder().resolve(model);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no file " + model);
        }
        return file;
    }

    Path output(Shell shell) {
        var file = shell.workingFolder().resolve(output);
        var folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IllegalArgumentException("there is no folder for " + output);
        }
        return file;
    }

    boolean json() {
        return json;
    }
}
