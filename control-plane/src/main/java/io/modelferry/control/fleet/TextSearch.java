package io.modelferry.control.fleet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A condition over {@code fleet_device_words}, whose index knows pieces of three letters, and how words begin. So a text of three or more is
 * found anywhere, a shorter one where a word begins: at the start of id, site or class, or behind one of {@link #BETWEEN}.
 *
 * @param text not empty
 */
record TextSearch(String text) {

    private static final int PIECE = 3;
    private static final List<String> BETWEEN = List.of("\n", "-", "_", " ", ".", "/");

    String sql() {
        return IntStream.range(0, patterns().size())
                .mapToObj(number -> "words like :text" + number)
                .collect(Collectors.joining(" or ", "(", ")"));
    }

    Map<String, String> parameters() {
        var parameters = new HashMap<String, String>();
        patterns().forEach(pattern -> parameters.put("text" + parameters.size(), pattern));
        return parameters;
    }

    private List<String> patterns() {
        var literal = literal(text);
        return text.length() >= PIECE
                ? List.of("%" + literal + "%")
                : IntStream.rangeClosed(0, BETWEEN.size())
                        .mapToObj(number -> number == 0 ? "" : "%" + literal(BETWEEN.get(number - 1)))
                        .map(before -> before + literal + "%")
                        .toList();
    }

    private static String literal(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
