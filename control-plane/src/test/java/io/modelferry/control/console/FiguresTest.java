package io.modelferry.control.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FiguresTest {

    private final Figures figures = new Figures();

    @ParameterizedTest
    @CsvSource({"0,0 B", "999,999 B", "1000,1.0 kB", "999949,999.9 kB", "999999,1.0 MB", "2147483648,2.1 GB"})
    void writesBytes(long bytes, String words) {
        assertThat(figures.bytes(bytes)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"21,21 µs", "99,99 µs", "100,0.10 ms", "1544,1.54 ms"})
    void writesLatenciesInTheUnitThatTellsThemApart(long micros, String words) {
        assertThat(figures.latency(micros)).isEqualTo(words);
    }

    @Test
    void writesADashForWhatIsNotThere() {
        assertThat(figures.percent(null)).isEqualTo("–");
        assertThat(figures.percent(Double.NaN)).isEqualTo("–");
        assertThat(figures.percentOf(1, 0)).isEqualTo("–");
        assertThat(figures.utc(null)).isEqualTo("–");
        assertThat(figures.duration(null)).isEqualTo("–");
    }

    @Test
    void writesDifferencesWithTheirSign() {
        assertThat(figures.points(-0.0412)).isEqualTo("−4.1 pt");
        assertThat(figures.points(0.098)).isEqualTo("+9.8 pt");
        assertThat(figures.points(-0.0)).isEqualTo("0.0 pt");
        assertThat(figures.counted(1, "device")).isEqualTo("1 device");
        assertThat(figures.counted(1204, "device")).isEqualTo("1,204 devices");
    }

    @ParameterizedTest
    @CsvSource({"30 s,PT30S", "10min,PT10M", "1 H,PT1H", "2 d,PT48H"})
    void readsDurationsAsPeopleTypeThem(String text, Duration duration) {
        assertThat(Spans.parse("soak", text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1 s", "1.5 h", "9999999 s", "10"})
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> Spans.parse("soak", text))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("soak");
    }

    @Test
    void cutsABarWithoutGapsAndLeavesEmptyPartsOut() {
        var bar = Bar.of(List.of(
                new Bar.Part("confirmed", "confirmed", 3),
                new Bar.Part("failed", "failed", 0),
                new Bar.Part("waiting", "waiting", 1)));

        assertThat(bar.segments())
                .containsExactly(new Bar.Segment("confirmed", 0, 750), new Bar.Segment("waiting", 750, 250));
        assertThat(bar.words()).isEqualTo("3 confirmed, 1 waiting");
        assertThat(Bar.of(List.of(new Bar.Part("waiting", "waiting", 0))).segments())
                .isEmpty();
    }
}
