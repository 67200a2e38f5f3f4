package io.modelferry.cli.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The demo's own folder. Only a folder that a demo made, or an empty one, is ever emptied. */
record DemoFolder(Path root) {

    private static final String MARK = "this-folder-belongs-to-ferry-demo";

    static DemoFolder of(Path root) {
        return new DemoFolder(root);
    }

    /** Stops what an earlier demo left running here, then starts with an empty folder. */
    void takeOver(Duration grace) throws IOException, StepFailed {
        requireOurs();
        requireNoOtherDemo();
        stopLeftovers(grace);
        empty();
        Files.createDirectories(root);
        Files.writeString(root.resolve(MARK), "Everything in here is deleted when the next demo starts.\n");
    }

    private void requireOurs() throws IOException, StepFailed {
        if (!Files.exists(root) || Files.exists(root.resolve(MARK))) {
            return;
        }
        try (var content = Files.list(root)) {
            if (content.findAny().isPresent()) {
                throw new StepFailed(root + " holds something that no demo made. Name an empty folder with --data");
            }
        }
    }

    private void requireNoOtherDemo() throws IOException, StepFailed {
        var file = PidFile.at(root, "demo");
        if (!Files.exists(file.file())) {
            return;
        }
        var other = file.process();
        if (other.isPresent()) {
            throw new StepFailed(
                    "another demo (process %d) uses %s. Stop it with Ctrl-C, or name another folder with --data"
                            .formatted(other.get().pid(), root));
        }
    }

    private void stopLeftovers(Duration grace) throws IOException {
        var leftovers = new ArrayList<ProcessHandle>();
        for (var file : PidFile.in(root)) {
            file.process().ifPresent(leftovers::add);
        }
        postmaster().ifPresent(leftovers::add);
        Termination.of(leftovers, grace).carryOut();
    }

    /** A control plane that was killed cannot stop its database: {@code postmaster.pid} names it. */
    private Optional<ProcessHandle> postmaster() throws IOException {
        try (var files = Files.exists(root) ? Files.walk(root, 4) : java.util.stream.Stream.<Path>empty()) {
            var pidFile = files.filter(file -> file.endsWith("postmaster.pid")).findFirst();
            if (pidFile.isEmpty()) {
                return Optional.empty();
            }
            var pid = Files.readAllLines(pidFile.get()).getFirst().strip();
            return ProcessHandle.of(Long.parseLong(pid))
                    .filter(process -> process.info().command().orElse("").contains("postgres"));
        }
    }

    private void empty() throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) throws IOException {
                if (problem != null) {
                    throw problem;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
