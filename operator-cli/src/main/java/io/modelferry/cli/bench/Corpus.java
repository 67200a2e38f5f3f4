package io.modelferry.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The pairs that are measured.
 *
 * @param pairs  whose files are there
 * @param absent names of listed pairs whose files are not
 */
record Corpus(String name, List<CorpusPair> pairs, List<String> absent) {

    /** Made here, and fetched from others; either may be missing. */
    private static final List<String> LISTS = List.of("corpus.json", "fetched.json");

    private static final long MAX_LIST_BYTES = 1 << 20;

    Corpus {
        pairs = List.copyOf(pairs);
        absent = List.copyOf(absent);
    }

    /** Reads the lists in {@code folder}; empty if there are none. */
    static Corpus in(Path folder) throws IOException {
        var listed = new ArrayList<CorpusPair>();
        for (var list : LISTS) {
            var file = folder.resolve(list);
            if (Files.isRegularFile(file)) {
                listed.addAll(read(file));
            }
        }
        return of(String.valueOf(folder.getFileName()), listed);
    }

    /** The demo's versions, one step each. */
    static Corpus ofTheDemo(Path models) {
        return of(
                "the demo's models",
                IntStream.of(1, 2)
                        .mapToObj(version -> new CorpusPair(
                                "meter-reader-%d-%d".formatted(version, version + 1),
                                "demo",
                                true,
                                "the demo's meter-reader, trained on",
                                models.resolve("meter-reader-%d.onnx".formatted(version)),
                                models.resolve("meter-reader-%d.onnx".formatted(version + 1))))
                        .toList());
    }

    private static Corpus of(String name, List<CorpusPair> listed) {
        var sides = listed.stream().collect(Collectors.partitioningBy(CorpusPair::isThere));
        return new Corpus(
                name,
                List.copyOf(sides.getOrDefault(true, List.of())),
                sides.getOrDefault(false, List.of()).stream()
                        .map(CorpusPair::name)
                        .toList());
    }

    private static List<CorpusPair> read(Path file) throws IOException {
        if (Files.size(file) > MAX_LIST_BYTES) {
            throw new IOException(file + " is too long for a list of pairs");
        }
        try {
            var folder = file.toAbsolutePath().getParent();
            return JsonMapper.shared()
                    .readTree(Files.readString(file))
                    .valueStream()
                    .map(entry -> pair(folder == null ? Path.of("") : folder, entry))
                    .toList();
        } catch (JacksonException e) {
            throw new IOException(file + " is no JSON list of pairs: " + e.getOriginalMessage(), e);
        }
    }

    private static CorpusPair pair(Path folder, JsonNode entry) {
        var name = entry.path("name").asString("");
        return new CorpusPair(
                name,
                entry.path("kind").asString("-"),
                entry.path("moved").asBoolean(false),
                entry.path("about").asString(""),
                folder.resolve(name).resolve("old.onnx"),
                folder.resolve(name).resolve("new.onnx"));
    }

    /** @throws IllegalArgumentException naming what there is, if a name is not among it */
    Corpus only(List<String> names) {
        var known = pairs.stream().map(CorpusPair::name).collect(Collectors.toSet());
        for (var wanted : names) {
            if (!known.contains(wanted)) {
                throw new IllegalArgumentException("there is no pair '%s' in %s; there are: %s"
                        .formatted(
                                wanted,
                                name,
                                String.join(", ", known.stream().sorted().toList())));
            }
        }
        var wanted = Set.copyOf(names);
        return new Corpus(
                name,
                pairs.stream().filter(pair -> wanted.contains(pair.name())).toList(),
                List.of());
    }
}
