package io.modelferry.optimizer.onnx;

import io.modelferry.optimizer.schema.StringStringEntryProto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a model's metadata calls its classes. Exporters write a list or a map from numbers, in JSON or as Python prints it; people a
 * name a line, or names between commas. Metadata are free text: what reads otherwise names nothing and is no error.
 */
final class ClassNames {

    /** Entries that may hold them; the first that does wins. */
    private static final List<String> KEYS = List.of("labels", "names", "classes", "class_names", "id2label");

    private static final int KEY = StringStringEntryProto.KEY_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int VALUE = StringStringEntryProto.VALUE_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;

    private static final int MAX_KEY_BYTES = 256;
    private static final int MAX_VALUE_BYTES = 1 << 20;

    private int rank = KEYS.size();
    private List<String> names = List.of();

    /** By number; empty if no entry holds names. */
    List<String> names() {
        return names;
    }

    /** Reads the entry that the reader stands in. */
    void entry(WireReader wire) throws MalformedModel, IOException {
        var key = "";
        var value = "";
        while (wire.next()) {
            switch (wire.tag()) {
                case KEY -> key = text(wire, MAX_KEY_BYTES);
                case VALUE -> value = text(wire, MAX_VALUE_BYTES);
                default -> wire.skip();
            }
        }
        var standing = KEYS.indexOf(key);
        if (standing >= 0 && standing < rank) {
            take(standing, parse(value));
        }
    }

    private void take(int standing, List<String> found) {
        if (!found.isEmpty()) {
            rank = standing;
            names = found;
        }
    }

    private static String text(WireReader wire, int max) throws MalformedModel, IOException {
        return wire.bytesIfShort(max)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
    }

    /** Empty if the text does not read as names. */
    static List<String> parse(String text) {
        var stripped = text.strip();
        try {
            if (stripped.startsWith("[") || stripped.startsWith("(")) {
                return new Literal(stripped).list();
            }
            return stripped.startsWith("{") ? new Literal(stripped).map() : plain(stripped);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** One word alone is more likely to be something else. */
    private static List<String> plain(String text) {
        var lines = text.lines().toList();
        var names = (lines.size() > 1 ? lines.stream() : Stream.of(text.split(",")))
                .map(name -> TensorHeader.printable(name.strip()))
                .toList();
        return names.size() < 2 || names.contains("") ? List.of() : names;
    }

    /** A list or a map, up to its closing bracket. */
    private static final class Literal {

        private final String text;
        private int at = 1;

        Literal(String text) {
            this.text = text;
        }

        List<String> list() {
            var names = new ArrayList<String>();
            for (var goesOn = !closes(); goesOn; goesOn = separated()) {
                names.add(word());
            }
            return List.copyOf(names);
        }

        /** Numbers must be those of classes: all from 0 on. */
        List<String> map() {
            var names = new TreeMap<Integer, String>();
            for (var goesOn = !closes(); goesOn; goesOn = separated()) {
                var number = Integer.parseInt(word());
                require(next() == ':');
                names.put(number, word());
            }
            require(names.isEmpty() || (names.firstKey() == 0 && names.lastKey() == names.size() - 1));
            return List.copyOf(names.values());
        }

        private String word() {
            skipSpace();
            var first = peek();
            var word = first == '"' || first == '\'' ? quoted() : bare();
            require(!word.isBlank());
            skipSpace();
            return TensorHeader.printable(word.strip());
        }

        private String quoted() {
            var quote = next();
            var word = new StringBuilder();
            for (var read = next(); read != quote; read = next()) {
                word.append(read == '\\' ? escaped() : read);
            }
            return word.toString();
        }

        private char escaped() {
            var read = next();
            if (read != 'u') {
                return read == 'n' || read == 't' || read == 'r' ? ' ' : read;
            }
            require(at + 4 <= text.length());
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }

        private String bare() {
            var start = at;
            while (",:]})".indexOf(peek()) < 0) {
                require("[{('\"".indexOf(next()) < 0);
            }
            return text.substring(start, at);
        }

        /** After a word: whether another may follow; a comma may stand before the end too. */
        private boolean separated() {
            if (peek() != ',') {
                require(closes());
                return false;
            }
            at++;
            return !closes();
        }

        private boolean closes() {
            skipSpace();
            return "]})".indexOf(peek()) >= 0;
        }

        private void skipSpace() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private char peek() {
            require(at < text.length());
            return text.charAt(at);
        }

        private char next() {
            var read = peek();
            at++;
            return read;
        }

        private static void require(boolean holds) {
            if (!holds) {
                throw new IllegalArgumentException("these are no names of classes");
            }
        }
    }
}
