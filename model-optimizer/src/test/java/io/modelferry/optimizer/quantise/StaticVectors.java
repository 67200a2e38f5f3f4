package io.modelferry.optimizer.quantise;

import io.modelferry.delta.recipe.EightBit;
import io.modelferry.delta.recipe.ValueRange;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.testing.TinyModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code quantize_static} of ONNX Runtime 1.30.0 (Python) made of a model: {@code tools/recipe-vectors/static.py}. */
public record StaticVectors(
        String model,
        EightBit activations,
        EightBit weights,
        boolean perChannel,
        boolean reduceRange,
        boolean percentile,
        SortedMap<String, float[]> ranges,
        Map<String, Integer> nodes,
        Map<String, String> tensors) {

    private static final Path FOLDER = Path.of("src", "test", "resources", "static");

    public static Stream<StaticVectors> all() throws IOException {
        return Stream.of(Files.readString(FOLDER.resolve("static.txt")).split("\n\n"))
                .map(block ->
                        of(block.lines().map(line -> List.of(line.split(" "))).toList()));
    }

    public Path file() {
        return model.equals("demo") ? TinyModels.demo("meter-reader-1.onnx") : FOLDER.resolve(model + ".onnx");
    }

    public Path calibrationSet() {
        return FOLDER.resolve(model + ".npz");
    }

    /** With the ranges that the reference measured. */
    public StaticQuantisation technique() {
        var widened = new TreeMap<String, ValueRange>();
        ranges.forEach((tensor, range) ->
                widened.put(tensor, new ValueRange(Math.min(range[0], 0), Math.max(range[1], 0))));
        return new StaticQuantisation(activations, weights, perChannel, reduceRange, new TreeSet<>(), widened);
    }

    @Override
    public String toString() {
        return "%s, %s activations, %s weights, by channel %s, reduced %s%s"
                .formatted(model, activations, weights, perChannel, reduceRange, percentile ? ", percentile" : "");
    }

    private static StaticVectors of(List<List<String>> lines) {
        var one = lines.stream()
                .filter(line -> line.size() == 2)
                .collect(Collectors.toMap(List::getFirst, line -> line.get(1)));
        var ranges = new TreeMap<String, float[]>();
        named(lines, "range")
                .forEach(line -> ranges.put(line.get(1), new float[] {real(line.get(2)), real(line.get(3))}));
        return new StaticVectors(
                one.get("model"),
                EightBit.valueOf(one.get("activations")),
                EightBit.valueOf(one.get("weights")),
                Boolean.parseBoolean(one.get("perChannel")),
                Boolean.parseBoolean(one.get("reduceRange")),
                one.get("method").equals("Percentile"),
                ranges,
                named(lines, "nodes")
                        .collect(Collectors.toMap(line -> line.get(1), line -> Integer.valueOf(line.get(2)))),
                named(lines, "tensor").collect(Collectors.toMap(line -> line.get(1), line -> line.get(2))));
    }

    private static Stream<List<String>> named(List<List<String>> lines, String key) {
        return lines.stream()
                .filter(line -> line.size() == 3 + (key.equals("range") ? 1 : 0)
                        && line.getFirst().equals(key));
    }

    private static float real(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat();
    }
}
