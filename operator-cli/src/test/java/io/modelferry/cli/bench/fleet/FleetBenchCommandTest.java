package io.modelferry.cli.bench.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.Ferry;
import io.modelferry.cli.testing.Typed;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FleetBenchCommandTest {

    @TempDir
    Path folder;

    @Test
    void measuresNoTlsWithoutAMosquitto() {
        var typed = new Typed(folder, Map.of("PATH", folder.toString()));

        var exit = Ferry.commandLine(typed.shell()).execute("bench", "fleet", "--tls");

        assertThat(exit).isEqualTo(2);
        assertThat(typed.err()).contains("no mosquitto is on the PATH");
        assertThat(folder).isEmptyDirectory();
    }
}
