package io.modelferry.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Tells programs beside the agent where inferences are answered: {@code run/serving-port}, whole or not at all. */
final class ServingPort {

    private ServingPort() {}

    static void announce(int port, Path run) throws IOException {
        Files.createDirectories(run);
        var incoming = run.resolve("serving-port.new");
        Files.writeString(incoming, port + "\n", StandardCharsets.US_ASCII);
        Files.move(
                incoming,
                run.resolve("serving-port"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
