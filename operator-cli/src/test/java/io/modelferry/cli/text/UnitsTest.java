package io.modelferry.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnitsTest {

    @ParameterizedTest
    @CsvSource({"0,0 B", "999,999 B", "1000,1.00 kB", "1091481,1.09 MB", "999999,1.00 MB", "2147483648,2.15 GB"})
    void writesSizesInDecimalUnits(long bytes, String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"5s,PT5S", "10m,PT10M", "2h,PT2H", "1d,PT24H", "250ms,PT0.25S", "PT7S,PT7S"})
    void readsSpansAsPeopleTypeThem(String text, Duration span) {
        assertThat(Units.parseSpan(text)).isEqualTo(span);
    }

    @Test
    void refusesASpanInWords() {
        assertThatThrownBy(() -> Units.parseSpan("soon"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'soon' is no span of time: say 30s, 10m, 2h or PT30S");
    }
}
