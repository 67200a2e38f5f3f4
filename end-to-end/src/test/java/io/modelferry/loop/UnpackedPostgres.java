package io.modelferry.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * PostgreSQL's programs as the control plane's own tests left them. A control plane that finds them in its folder does not unpack them
 * once more, which takes it seconds; how it unpacks them is what those tests, the demo and the benches show.
 */
final class UnpackedPostgres {

    private static final Path LEFT =
            Applications.repository().resolve("control-plane").resolve("target").resolve("test-postgres");

    private UnpackedPostgres() {}

    /** @param data of a control plane that has not started yet; where nothing is left, it gets nothing */
    static void into(Path data) {
        if (!Files.isDirectory(LEFT)) {
            return;
        }
        try (var programs = Files.newDirectoryStream(LEFT, "programs-*[0-9]")) {
            var folder = Files.createDirectories(data.resolve("postgres"));
            for (var version : programs) {
                var link = folder.resolve(version.getFileName());
                if (Files.notExists(link)) { // a copy of another's folder has them
                    Files.createSymbolicLink(link, version);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
