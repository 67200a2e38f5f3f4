package io.modelferry.cli.bench;

import java.nio.file.Path;

/** {@code DiffOnce BASE TARGET PATCH}: the main class of the child JVM whose memory is watched while it makes a delta. */
final class DiffOnce {

    private DiffOnce() {}

    public static void main(String... files) throws Exception {
        new OurEngine().diff(Path.of(files[0]), Path.of(files[1]), Path.of(files[2]));
    }
}
