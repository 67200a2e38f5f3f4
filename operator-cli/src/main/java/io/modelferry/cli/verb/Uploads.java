package io.modelferry.cli.verb;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.server.ControlPlaneClient.Uploaded;
import io.modelferry.cli.text.Progress;
import io.modelferry.cli.text.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sends files, with a bar where somebody watches. */
final class Uploads {

    private final Shell shell;
    private final ControlPlaneClient server;

    Uploads(Shell shell, ControlPlaneClient server) {
        this.shell = shell;
        this.server = server;
    }

    /**
     * @param kind {@code acceptance} or {@code calibration}
     * @return the set's digest, by which other requests name it
     */
    String set(String kind, Path npz) throws IOException {
        return Fields.text(put("/" + kind + "-sets", npz).view(), "digest");
    }

    Uploaded put(String path, Path file) throws IOException {
        var resolved = shell.workingFolder().resolve(file);
        try (var bar = Progress.of(String.valueOf(file.getFileName()), Files.size(resolved), shell.onTerminal())) {
            return server.put(path, resolved, bar::at);
        }
    }

    /** Before anything is sent. */
    static void requireFile(Shell shell, Path path) {
        if (!Files.isReadable(shell.workingFolder().resolve(path))) {
            throw new IllegalArgumentException("cannot read " + path);
        }
    }
}
