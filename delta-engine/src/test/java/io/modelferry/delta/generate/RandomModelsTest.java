package io.modelferry.delta.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.apply.DeltaApplier;
import io.modelferry.delta.testing.Protobuf;
import io.modelferry.delta.testing.TinyOnnx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a new version does to a model, the delta brings it back. The seed is the name of the run. */
final class RandomModelsTest {

    private static final List<ElementType> TYPES =
            List.of(ElementType.FLOAT, ElementType.BFLOAT16, ElementType.INT8, ElementType.DOUBLE, ElementType.BOOL);

    private record Layer(String name, ElementType type, byte[] elements) {}

    @TempDir
    private Path folder;

    static LongStream seeds() {
        return LongStream.range(7_000, 7_040);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bringsBackTheNextVersion(long seed) throws Exception {
        var random = new Random(seed);
        var layers = layers(random);
        var base = write("base", layers, random);
        var target = write("target", nextVersion(layers, random), random);
        var patch = folder.resolve("patch");

        var report = new DeltaGenerator().generate(base, target, patch);
        new DeltaApplier().apply(base, patch, folder.resolve("rebuilt"));

        assertThat(folder.resolve("rebuilt")).hasSameBinaryContentAs(target);
        assertThat(report.patchBytes()).isLessThan(report.targetBytes() + 1_000);
    }

    private static List<Layer> layers(Random random) {
        var layers = new ArrayList<Layer>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            layers.add(layer(random));
        }
        return layers;
    }

    private static Layer layer(Random random) {
        var type = TYPES.get(random.nextInt(TYPES.size()));
        var weights = TinyOnnx.weights(random.nextLong(), 2 * (1 + random.nextInt(4_000)));
        return new Layer(random.nextInt(6) == 0 ? "" : "layer" + random.nextInt(9), type, weights);
    }

    private static List<Layer> nextVersion(List<Layer> layers, Random random) {
        var next = new ArrayList<Layer>();
        for (var layer : layers) {
            switch (random.nextInt(8)) {
                case 0 -> {} // removed
                case 1 -> next.add(new Layer(layer.name() + "_renamed", layer.type(), layer.elements()));
                case 2 -> next.add(new Layer(layer.name(), ElementType.FLOAT, layer.elements()));
                case 3 -> next.add(layer(random));
                case 4 -> Collections.addAll(next, layer, layer(random));
                case 5 -> next.add(layer);
                default -> next.add(tuned(layer, random));
            }
        }
        if (random.nextInt(4) == 0) {
            Collections.shuffle(next, random);
        }
        return next;
    }

    private static Layer tuned(Layer layer, Random random) {
        double relative = Math.pow(10, -1 - random.nextInt(6));
        return new Layer(layer.name(), layer.type(), TinyOnnx.fineTuned(layer.elements(), random.nextLong(), relative));
    }

    private Path write(String name, List<Layer> layers, Random random) throws Exception {
        var model = new TinyOnnx();
        for (var layer : layers) {
            model.initializer(layer.name(), layer.type(), layer.elements(), layer.elements().length);
            if (random.nextInt(4) == 0) {
                model.node(
                        new Protobuf().text(2, "out" + random.nextInt()).bytes(6, new byte[random.nextInt(100_000)]));
            }
        }
        return Files.write(folder.resolve(name), model.toByteArray());
    }
}
