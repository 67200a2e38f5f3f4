package io.modelferry.delta.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what {@code tools/recipe-vectors} wrote: blocks of {@code key value…} lines, arrays as little-endian hex. */
record Vectors(Map<String, String> fields) {

    static List<Vectors> of(String file) {
        try (var in = Vectors.class.getResourceAsStream("/recipe/" + file)) {
            return Stream.of(new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n\n"))
                    .map(Vectors::block)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Vectors block(String text) {
        return new Vectors(text.lines()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1])));
    }

    boolean has(String key) {
        return fields.containsKey(key);
    }

    String text(String key) {
        return fields.get(key);
    }

    int number(String key) {
        return Integer.parseInt(text(key));
    }

    int[] numbers(String key) {
        return Arrays.stream(text(key).split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    byte[] bytes(String key) {
        return HexFormat.of().parseHex(text(key));
    }

    int[] ints(String key) {
        var ints = littleEndian(key).asIntBuffer();
        var array = new int[ints.remaining()];
        ints.get(array);
        return array;
    }

    float[] floats(String key) {
        var floats = littleEndian(key).asFloatBuffer();
        var array = new float[floats.remaining()];
        floats.get(array);
        return array;
    }

    private ByteBuffer littleEndian(String key) {
        return ByteBuffer.wrap(bytes(key)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
