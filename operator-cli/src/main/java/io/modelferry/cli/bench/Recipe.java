package io.modelferry.cli.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A command line with places for files: {@code {old} {new} {patch} {out}}. One that names no place to write to
 * writes to its standard output.
 */
record Recipe(List<String> words) {

    Recipe {
        words = List.copyOf(words);
    }

    static Recipe of(String line) {
        return new Recipe(List.of(line.split(" ")));
    }

    String program() {
        return words.getFirst();
    }

    List<String> with(Twins files, Path patch, Path out) {
        var places = Map.of("{old}", files.old(), "{new}", files.current(), "{patch}", patch, "{out}", out);
        return words.stream().map(word -> filled(word, places)).toList();
    }

    private static String filled(String word, Map<String, Path> places) {
        var filled = word;
        for (var place : places.entrySet()) {
            filled = filled.replace(place.getKey(), place.getValue().toString());
        }
        return filled;
    }

    boolean names(String place) {
        return words.stream().anyMatch(word -> word.contains(place));
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
