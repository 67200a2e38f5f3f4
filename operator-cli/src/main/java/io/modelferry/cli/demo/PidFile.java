package io.modelferry.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code <data>/run/<name>.pid}: a process id and when that process began, because ids are given again. */
record PidFile(Path file) {

    static PidFile at(Path data, String name) {
        return new PidFile(data.resolve("run").resolve(name + ".pid"));
    }

    static PidFile write(Path data, String name, ProcessHandle process) throws IOException {
        var pidFile = at(data, name);
        Files.createDirectories(pidFile.file.getParent());
        Files.writeString(pidFile.file, process.pid() + " " + began(process) + "\n");
        return pidFile;
    }

    static List<PidFile> in(Path data) throws IOException {
        var found = new ArrayList<PidFile>();
        var run = data.resolve("run");
        if (Files.isDirectory(run)) {
            try (var files = Files.newDirectoryStream(run, "*.pid")) {
                files.forEach(file -> found.add(new PidFile(file)));
            }
        }
        return found;
    }

    String name() {
        return file.getFileName().toString().replaceFirst("\\.pid$", "");
    }

    /** The process, if it still is the one that was written down. */
    Optional<ProcessHandle> process() throws IOException {
        var parts = Files.readString(file).strip().split(" ");
        if (parts.length != 2 || !parts[0].matches("[0-9]{1,18}")) {
            return Optional.empty(); // cut off while it was written: whoever wrote it had not started anything yet
        }
        return ProcessHandle.of(Long.parseLong(parts[0]))
                .filter(ProcessHandle::isAlive)
                .filter(process -> began(process).equals(parts[1]));
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String began(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }
}
