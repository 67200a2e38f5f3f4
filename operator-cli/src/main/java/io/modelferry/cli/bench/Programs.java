package io.modelferry.cli.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Programs by name, as a shell finds them.
 *
 * @param path folders, as the variable {@code PATH} lists them
 */
public record Programs(String path) {

    public Optional<Path> find(String name) {
        return folders()
                .map(folder -> folder.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private Stream<Path> folders() {
        return Arrays.stream(path.split(Pattern.quote(System.getProperty("path.separator", ":"))))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
    }
}
