package io.modelferry.loop;

import io.modelferry.cli.Ferry;
import io.modelferry.cli.text.Shell;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** The command line against a running control plane: the verbs themselves, in this process, with the token that lies in its data folder. */
final class FerryUnderTest {

    /** @param out what was printed; {@code err} what was said of problems */
    record Said(int exit, String out, String err) {

        @Override
        public String toString() {
            return "exit " + exit + "\n" + out + err;
        }
    }

    private final Map<String, String> environment;
    private final Path folder;

    FerryUnderTest(ControlPlaneUnderTest server, Path folder) {
        this.environment = Map.of(
                "MODELFERRY_URL",
                server.consoleUrl(),
                "MODELFERRY_DATA",
                server.data().toString());
        this.folder = folder;
    }

    Said says(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var shell = new Shell(
                environment,
                folder,
                Applications.repository(),
                false,
                InstantSource.system(),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
        var exit = Ferry.commandLine(shell).execute(arguments);
        return new Said(exit, out.toString(), err.toString());
    }
}
