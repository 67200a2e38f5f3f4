package io.modelferry.cli.bench;

import java.nio.file.Path;

/** {@code ApplyOnce BASE PATCH OUT}: the main class of the child JVM whose memory is watched while it patches. */
final class ApplyOnce {

    private ApplyOnce() {}

    public static void main(String... files) throws Exception {
        new OurEngine().apply(Path.of(files[0]), Path.of(files[1]), Path.of(files[2]));
    }
}
