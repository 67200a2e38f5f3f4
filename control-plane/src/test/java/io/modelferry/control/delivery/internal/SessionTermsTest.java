package io.modelferry.control.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SessionTermsTest {

    /** A broker that allows less makes the control plane write small batches, and wait for each. */
    @ParameterizedTest
    @CsvSource({
        "mosquitto/mosquitto.conf, max_inflight_messages (\\d+)",
        "emqx/README.md, mqtt\\.max_inflight *= *(\\d+)"
    })
    void theBrokersThatWeShipASetupForKeepAsManyWindowsInFlightAsAreAskedFor(String file, String setting)
            throws IOException {
        var found = Pattern.compile(setting).matcher(Files.readString(Path.of("..", "deploy", file)));

        assertThat(found.results().map(one -> Integer.parseInt(one.group(1))))
                .containsExactly(SessionTerms.RECEIVE_MAXIMUM);
    }
}
