package io.modelferry.cli;

import io.modelferry.cli.testing.FakeControlPlane;
import io.modelferry.cli.testing.Typed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A terminal, and a server of our own that answers as the API does. */
abstract class VerbsAgainstAServer {

    @TempDir
    Path folder;

    FakeControlPlane server;
    Typed typed;

    @BeforeEach
    void start() throws IOException {
        server = new FakeControlPlane();
        typed = new Typed(folder, Map.of("MODELFERRY_URL", server.uri().toString(), "MODELFERRY_TOKEN", "mf_1_secret"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    final int ferry(String... arguments) {
        return Ferry.commandLine(typed.shell()).execute(arguments);
    }
}
