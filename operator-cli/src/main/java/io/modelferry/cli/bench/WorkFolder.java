package io.modelferry.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder for files of one measurement. Gone when closed, and on Ctrl-C: models are large. */
public final class WorkFolder implements AutoCloseable {

    private final Path path;
    private final AtExit atExit;

    private WorkFolder(Path path) {
        this.path = path;
        this.atExit = AtExit.run("delete the bench's work", this::delete);
    }

    public static WorkFolder below(Path data) throws IOException {
        return new WorkFolder(Files.createTempDirectory(Files.createDirectories(data), "bench-"));
    }

    public Path path() {
        return path;
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() {
        delete();
        atExit.close();
    }

    private void delete() {
        try (var below = Files.walk(path)) {
            for (var file : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // nothing left to do: the folder's name says whose it was
        }
    }
}
