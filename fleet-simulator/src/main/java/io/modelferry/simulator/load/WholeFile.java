package io.modelferry.simulator.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is there whole or not at all: who waits for it reads it at once. */
final class WholeFile {

    private WholeFile() {}

    static void write(Path file, byte[] bytes) throws IOException {
        var beside = file.resolveSibling(file.getFileName() + ".part");
        Files.write(beside, bytes);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
