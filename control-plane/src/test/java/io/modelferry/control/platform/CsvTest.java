package io.modelferry.control.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvTest {

    @Test
    void endsEveryRowAsTheRfcHasIt() {
        assertThat(Csv.of(List.of("site", "accuracy"), Stream.of(List.of("north", 0.9), Arrays.asList("south", null))))
                .isEqualTo("\"site\",\"accuracy\"\r\n\"north\",0.9\r\n\"south\",\r\n");
    }

    @Test
    void keepsCommasQuotesAndLineBreaksWithinACell() {
        assertThat(line("gateway, \"north\"\nroof")).isEqualTo("\"gateway, \"\"north\"\"\nroof\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"})
    void letsNoSpreadsheetTakeATextForAFormula(String text) {
        assertThat(line(text)).isEqualTo("\"'" + text + "\"");
    }

    @Test
    void writesNumbersBareAndInFull() {
        assertThat(line(0.00001)).isEqualTo("0.00001");
        assertThat(line(-2.5)).isEqualTo("-2.5");
        assertThat(line(1e12)).isEqualTo("1000000000000");
        assertThat(line(0.0)).isEqualTo("0");
        assertThat(line(7L)).isEqualTo("7");
    }

    /** Of one cell, without the header. */
    private static String line(Object cell) {
        var rows = Csv.of(List.of("h"), Stream.of(List.of(cell)));
        return rows.substring("\"h\"\r\n".length(), rows.length() - 2);
    }
}
