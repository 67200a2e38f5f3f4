package io.modelferry.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.protocol.enrolment.JoinString;
import io.modelferry.simulator.device.Surroundings.Bytes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FleetOptionsTest {

    @Test
    void takesAllThatTheManualNames() {
        var options = parsed(
                "--server https://127.0.0.1:8443 --devices 500 --prefix sim --sites 3 --rate 30/min --window PT1S --bytes once"
                        + " --offline-share 0.1 --offline-for 5s --slow-share 0.2 --slow-kbps 64 --fail-share 0.3 --seed 7"
                        + " --ramp 10s --downloads 4 --status 1s --json --admin-port 0");

        assertThat(options.plan().devices()).isEqualTo(500);
        assertThat(options.plan().prefix()).isEqualTo("sim-");
        assertThat(options.plan().ramp()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.rate().perSecond()).isEqualTo(0.5);
        assertThat(options.window()).isEqualTo(Duration.ofSeconds(1));
        assertThat(options.bytes()).isEqualTo(Bytes.ONCE);
        assertThat(options.climate().slowKbps()).isEqualTo(64);
        assertThat(options.adminPort()).contains(0);
    }

    @Test
    void standsInFairWeatherByDefault() {
        var options = parsed("--site 1");

        assertThat(options.joins()).isEmpty();
        assertThat(options.climate().offlineShare()).isZero();
        assertThat(options.climate().failShare()).isZero();
        assertThat(options.bytes()).isEqualTo(Bytes.EACH);
        assertThat(options.plan().firstSite()).isEqualTo(1);
        assertThat(options.plan().sites()).isEqualTo(1);
    }

    @Test
    void takesSeveralJoinStringsOneForEachSite() {
        var join = "ferry1:" + "0".repeat(64) + ":abcdefghijklmnopqrst";

        assertThat(parsed("--join " + join + "1 --join " + join + "2").joins())
                .extracting(JoinString::token)
                .containsExactly("abcdefghijklmnopqrst1", "abcdefghijklmnopqrst2");
    }

    @ParameterizedTest
    @CsvSource({"5/s, 5", "0.5/s, 0.5", "30/min, 0.5", "360/h, 0.1", "3, 3"})
    void readsARateAsAPersonWritesIt(String text, double perSecond) {
        assertThat(Rate.parse(text).perSecond()).isEqualTo(perSecond);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "5/day", "-1/s", "100000/s"})
    void refusesWhatIsNoRate(String text) {
        assertThatThrownBy(() -> Rate.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "10s, PT10S", "2m, PT2M", "1h, PT1H", "PT0.2S, PT0.2S"})
    void readsASpanInBothForms(String text, Duration span) {
        assertThat(Span.parse(text)).isEqualTo(span);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--devices many", "--rate fast", "--window soon", "--bytes twice", "--unheard-of"})
    void exitsWithTwoOnAUsageError(String line) {
        var said = new StringWriter();
        var command = SimulatorMain.commandLine().setErr(new PrintWriter(said, true));

        assertThat(command.execute(line.split(" "))).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(said.toString()).contains(line.split(" ")[0]);
    }

    private static FleetOptions parsed(String line) {
        var options = new FleetOptions();
        new CommandLine(new Holder(options))
                .registerConverter(Duration.class, Span::parse)
                .registerConverter(Rate.class, Rate::parse)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(line.split(" "));
        return options;
    }

    @CommandLine.Command
    private static final class Holder {

        @CommandLine.Mixin
        private final FleetOptions options;

        Holder(FleetOptions options) {
            this.options = options;
        }
    }
}
