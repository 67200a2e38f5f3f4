package io.modelferry.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.protocol.DeviceId;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigurationTest {

    private static AgentConfiguration of(String line, Map<String, String> environment) {
        return AgentConfiguration.of(line.isBlank() ? new String[0] : line.split(" "), environment);
    }

    @Test
    void readsTheCommandLine() {
        var read = of("--data /d --server https://h:8443 --join j --id cam-01 --serve-port 7 --window PT1S", Map.of());

        assertThat(read.server()).isEqualTo(URI.create("https://h:8443"));
        assertThat(read.wantedId()).contains(new DeviceId("cam-01"));
        assertThat(read.servePort()).isEqualTo(7);
        assertThat(read.window()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void readsTheEnvironmentAndLetsTheCommandLineWin() {
        var environment = Map.of(
                "MODELFERRY_AGENT_DATA",
                "/e",
                "MODELFERRY_AGENT_SERVE_PORT",
                "5",
                "PATH",
                "/bin",
                "MODELFERRY_DATA",
                "x");

        assertThat(of("", environment).servePort()).isEqualTo(5);
        assertThat(of("--serve-port 6", environment).servePort()).isEqualTo(6);
    }

    @Test
    void readsProvidersInTheirOrder() {
        assertThat(of("--data /d --providers CUDA,CPU", Map.of()).providers()).containsExactly("CUDA", "CPU");
        assertThat(of("--data /d", Map.of()).providers()).isEmpty();
    }

    @Test
    void readsAttributesFromRepeatedOptionsOrOneList() {
        var read = of("--data /d --attribute line=b --attribute rack=7", Map.of("MODELFERRY_AGENT_ATTRIBUTE", "x=y"));

        assertThat(read.attributes()).isEqualTo(Map.of("line", "b", "rack", "7"));
        assertThat(of("--data /d", Map.of("MODELFERRY_AGENT_ATTRIBUTE", "x=y,z=a=b"))
                        .attributes())
                .isEqualTo(Map.of("x", "y", "z", "a=b"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an unknown option        | --data d --colour red         | no such option: --colour
            a value that is missing  | --data                        | needs a value
            no folder                | --serve-port 1                | --data is missing
            a port that is none      | --data d --serve-port 70000   | between 0 and 65535
            a plain-text server      | --data d --server http://h:1  | https://host:8443
            a duration in seconds    | --data d --window 60          | ISO-8601
            no name of an attribute  | --data d --attribute 9=x      | --attribute looks like name=value
            no value of an attribute | --data d --attribute line     | --attribute looks like name=value
            a stray word             | word word                     | unexpected 'word'
            """)
    void refusesInWords(String row, String line, String words) {
        assertThatThrownBy(() -> of(line, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @Test
    void refusesAnUnknownNameInTheEnvironment() {
        assertThatThrownBy(() -> of("--data d", Map.of("MODELFERRY_AGENT_COLOUR", "red")))
                .hasMessageContaining("MODELFERRY_AGENT_COLOUR");
    }
}
