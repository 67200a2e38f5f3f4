package io.modelferry.cli.delta;

import io.modelferry.cli.text.Shell;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files as they are named on the command line. */
record Folder(Shell shell) {

    Path existing(Path file) {
        var absolute = shell.workingFolder().resolve(file);
        if (!Files.isRegularFile(absolute)) {
            throw new IllegalArgumentException("there is no file " + file);
        }
        return absolute;
    }

    Path inFolder(Path file) {
        var absolute = shell.workingFolder().resolve(file);
        var folder = absolute.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IllegalArgumentException("there is no folder for " + file);
        }
        return absolute;
    }
}
