package io.modelferry.delta.generate;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.Chunk;
import io.modelferry.delta.codec.Workbench;
import io.modelferry.delta.predict.Predictions;
import io.modelferry.delta.predict.Sides;
import io.modelferry.delta.predict.Tensor;
import io.modelferry.delta.recipe.Channels;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.delta.testing.ArrayBase;
import io.modelferry.delta.testing.Changes;
import io.modelferry.delta.testing.DeltaBytes;
import io.modelferry.delta.testing.Extremes;
import io.modelferry.delta.testing.FuzzedChunk;
import io.modelferry.delta.testing.FuzzedDelta;
import io.modelferry.delta.testing.FuzzedParameters;
import io.modelferry.delta.testing.Planted;
import io.modelferry.delta.testing.Quantised;
import io.modelferry.delta.testing.TinyOnnx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Makes what fuzzing begins with, from real deltas; to be run again when the format changes:
 * <pre>mvn -pl delta-engine test-compile, then java … io.modelferry.delta.generate.FuzzSeeds src/test/resources</pre>
 */
final class FuzzSeeds {

    private static final byte[] WEIGHTS = TinyOnnx.weights(1, 2_048);
    private static final byte[] OTHERS = TinyOnnx.weights(2, 300);
    private static final byte[] CODES = TinyOnnx.codes(3, 700);

    private final Path resources;

    private FuzzSeeds(Path resources) {
        this.resources = resources.resolve("io/modelferry/delta");
    }

    public static void main(String[] args) throws Exception {
        var seeds = new FuzzSeeds(Path.of(args[0]));
        seeds.deltas();
        seeds.chunks();
        seeds.parameters();
    }

    private void deltas() throws Exception {
        var targets = Map.of(
                "tuned", FuzzedDelta.model(TinyOnnx.fineTuned(WEIGHTS, 5, 1e-3), OTHERS, CODES),
                "scaled", FuzzedDelta.model(Planted.scaled(WEIGHTS, 16), OTHERS, CODES),
                "pruned", FuzzedDelta.model(Planted.pruned(WEIGHTS, 16, true), OTHERS, CODES),
                "resized", FuzzedDelta.model(WEIGHTS, TinyOnnx.weights(2, 310), TinyOnnx.codes(3, 690)),
                "unrelated",
                        FuzzedDelta.model(TinyOnnx.weights(8, 640), TinyOnnx.weights(9, 200), TinyOnnx.codes(10, 600)),
                "foreign", Changes.noise(4, 3_000));
        var folder = Files.createTempDirectory("seeds");
        var base = Files.write(folder.resolve("base"), FuzzedDelta.base());
        for (var target : targets.entrySet()) {
            var file = Files.write(folder.resolve("target"), target.getValue());
            var patch = folder.resolve("patch");
            new DeltaGenerator(1).generate(base, file, patch);
            var delta = DeltaBytes.of(Files.readAllBytes(patch));
            var fuzzed = new FuzzedDelta(target.getValue().length, delta.directory(), delta.body());
            write("apply/FuzzDirectoryTestInputs/isAppliedOrRefused", target.getKey(), fuzzed.input());
        }
    }

    private void chunks() throws Exception {
        try (var workbench = new Workbench()) {
            for (int kind = 0; kind < FuzzedChunk.kinds(); kind++) {
                var expected = new FuzzedChunk(kind, 200, 1, new byte[0]);
                for (var change :
                        List.of(Changes.tuned(expected.type(), 200), Changes.someRows(expected.type(), 200))) {
                    seed(workbench, expected, change.from(), change.to(), change.name());
                }
                var few = expected.expected();
                few[few.length / 2]++;
                seed(workbench, expected, expected.expected(), few, "one moved");
                var extremes = Extremes.of(expected.type()).first(150);
                seed(workbench, new FuzzedChunk(kind, 150, 2, new byte[0]), extremes.from(), extremes.to(), "extremes");
            }
        }
    }

    private void seed(Workbench workbench, FuzzedChunk chunk, byte[] from, byte[] to, String name) throws Exception {
        var coded = workbench
                .codec(chunk.codec())
                .encode(new Chunk(from, to, to.length, chunk.type(), 64, 17), new ArrayBase(from));
        if (coded != null) {
            var input = new FuzzedChunk(chunk.kind(), chunk.elements(), chunk.expectation(), coded).input();
            var file = "%s-%s-%s".formatted(chunk.codec().label(), chunk.type().label(), name.replace(' ', '-'));
            write("codec/FuzzCodecsTestInputs/decodesOrRefuses", file, input);
        }
    }

    private void parameters() throws Exception {
        var wide = TinyOnnx.weights(6, 256 * 128);
        var channels = Quantised.of(WEIGHTS, EightBit.INT8, Channels.ONE);
        parameters(
                "scaled",
                tensor(ElementType.FLOAT, WEIGHTS, 16),
                tensor(ElementType.FLOAT, Planted.scaled(WEIGHTS, 16), 16));
        parameters(
                "pruned",
                tensor(ElementType.FLOAT, WEIGHTS, 16),
                tensor(ElementType.FLOAT, Planted.pruned(WEIGHTS, 16, false), 16));
        parameters(
                "low-rank",
                tensor(ElementType.FLOAT, wide, 256),
                tensor(ElementType.FLOAT, Planted.adapted(wide, 256, 1, 7), 256));
        parameters(
                "halves",
                tensor(ElementType.FLOAT, WEIGHTS, 16),
                tensor(ElementType.FLOAT16, TinyOnnx.halves(WEIGHTS), 16));
        parameters(
                "upper-halves",
                tensor(ElementType.FLOAT, WEIGHTS, 16),
                tensor(ElementType.BFLOAT16, TinyOnnx.upperHalves(WEIGHTS), 16));
        parameters("eight-bit", tensor(ElementType.FLOAT, WEIGHTS, 16), tensor(ElementType.INT8, channels, 16));
        parameters(
                "turned",
                tensor(ElementType.FLOAT, WEIGHTS, 16),
                tensor(ElementType.INT8, Planted.transposed(channels, 16, 1), 128));
        parameters(
                "resized",
                tensor(ElementType.FLOAT, WEIGHTS, 16),
                tensor(ElementType.FLOAT, TinyOnnx.weights(1, 2_176), 17));
    }

    private static Tensor tensor(ElementType type, byte[] elements, int rows) {
        long count = elements.length / type.width();
        return new Tensor("w", type, List.of((long) rows, count / rows), new ArrayBase(elements));
    }

    private void parameters(String name, Tensor base, Tensor target) throws Exception {
        var sides =
                new Sides(target.type(), target.bytes().length(), base.bytes().length());
        for (var prediction : Predictions.of(base, target)) {
            var input = new FuzzedParameters(prediction.kind(), sides, 100, prediction.parameters()).input();
            if (input.length < 4_096) {
                write(
                        "predict/FuzzPredictionsTestInputs/staysInsideOrIsRefused",
                        name + "-" + prediction.kind().id(),
                        input);
            }
        }
    }

    private void write(String folder, String name, byte[] input) throws Exception {
        Files.write(Files.createDirectories(resources.resolve(folder)).resolve(name), input);
    }
}
