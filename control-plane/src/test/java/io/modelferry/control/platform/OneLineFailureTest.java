package io.modelferry.control.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;

final class OneLineFailureTest {

    @Test
    void namesABusyPortAndTheSettingThatMovesIt() {
        var line = OneLineFailure.line(new FailureAnalysis("long", "longer", new PortInUseException(8080)));

        assertThat(line)
                .startsWith("Port 8080 is busy.")
                .contains("--server.port")
                .doesNotContain("\n");
    }

    @Test
    void foldsADescriptionIntoOneLine() {
        var line = OneLineFailure.line(
                new FailureAnalysis("A setting\n\n    is wrong:  x\n", null, new IllegalStateException()));

        assertThat(line).isEqualTo("A setting is wrong:  x");
    }
}
