package io.modelferry.cli.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.Ferry;
import io.modelferry.cli.testing.Typed;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChaosBenchCommandTest {

    @TempDir
    Path folder;

    @Test
    void refusesAMosquittoThatIsNotThere() {
        var typed = new Typed(folder, Map.of("PATH", folder.toString()));

        var exit = Ferry.commandLine(typed.shell()).execute("bench", "chaos", "--broker", "mosquitto");

        assertThat(exit).isEqualTo(2);
        assertThat(typed.err()).contains("no mosquitto is on the PATH", "or take --broker embedded");
        assertThat(folder).isEmptyDirectory();
    }
}
