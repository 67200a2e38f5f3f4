package io.modelferry.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class FloodMainTest {

    @TempDir
    Path folder;

    @Test
    void sendsNothingWithoutTlsToAnotherMachine() {
        var said = new StringWriter();
        var flood = new CommandLine(new FloodMain()).setErr(new PrintWriter(said, true));

        var exit = flood.execute(
                "--server=https://127.0.0.1:1",
                "--join=of nobody",
                "--data=" + folder,
                "--out=" + folder.resolve("flood"),
                "--devices=1",
                "--model=meter-reader",
                "--digest=" + "0".repeat(64),
                "--windows=1",
                "--turns=PLAIN",
                "--plain-broker=tcp://192.0.2.1:1883");

        assertThat(exit).isNotZero();
        assertThat(said.toString()).contains("without TLS, and only to this machine, not to 192.0.2.1");
        assertThat(folder).isEmptyDirectory();
    }
}
