package io.modelferry.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a program is given: the file that is there, and the file that shall be. */
record Twins(Path old, Path current) {

    long longerBytes() throws IOException {
        return Math.max(Files.size(old), Files.size(current));
    }
}
