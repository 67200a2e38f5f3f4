package io.modelferry.control.incident;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lines of CSV (RFC 4180) that a spreadsheet does not run. */
final class Csv {

    private static final String FORMULA_STARTS = "=+-@\t\r";

    private Csv() {}

    /** @param cells numbers as they are; text is quoted where it must be */
    static String line(@Nullable Object... cells) {
        return Arrays.stream(cells).map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(@Nullable Object cell) {
        if (cell instanceof Number number) {
            return number.toString();
        }
        var text = Objects.toString(cell, "");
        var tame = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return tame.chars().anyMatch(one -> "\",\r\n".indexOf(one) >= 0)
                ? '"' + tame.replace("\"", "\"\"") + '"'
                : tame;
    }
}
