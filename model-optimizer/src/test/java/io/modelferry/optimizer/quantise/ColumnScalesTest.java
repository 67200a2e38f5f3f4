package io.modelferry.optimizer.quantise;

import static io.modelferry.optimizer.quantise.DynamicVariants.tensor;
import static io.modelferry.optimizer.testing.Running.cosine;
import static io.modelferry.optimizer.testing.Running.noise;
import static io.modelferry.optimizer.testing.Running.run;
import static io.modelferry.optimizer.testing.TinyModels.CLASSES;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.floats;
import static io.modelferry.optimizer.testing.TinyModels.gemm;
import static io.modelferry.optimizer.testing.TinyModels.graph;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.recipe.EightBit;
import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.schema.ModelProto;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A scale for each column, in seven or eight bits. */
class ColumnScalesTest {

    private static final int BATCH = 16;

    @TempDir
    Path folder;

    /** A scale for each column takes what one scale for all cannot: columns of very different size. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void eachColumnHasAScaleAndSevenBitsLeaveRoomForSums(boolean transposed, boolean reduceRange) throws Exception {
        var before = write(spread(transposed), folder.resolve("before.onnx"));
        var after = folder.resolve("after.onnx");
        var technique = new DynamicQuantisation(EightBit.INT8, true, reduceRange, new TreeSet<>());

        Optimizer.optimise(before, technique, after);

        var made = OnnxFile.read(after).getGraph();
        var codes = tensor(made, "W_quantized").toByteArray();
        var bound = reduceRange ? 64 : 127;
        assertThat(tensor(made, "W_scale").size()).isEqualTo(Float.BYTES * CLASSES);
        assertThat(tensor(made, "W_zero_point").toByteArray()).containsOnly(0).hasSize(CLASSES);
        assertThat(IntStream.range(0, codes.length).map(i -> Math.abs(codes[i])).max())
                .hasValue(bound);
        for (int column = 0; column < CLASSES; column++) {
            assertThat(largest(codes, column)).isEqualTo(bound); // each column uses all that it may
        }
        var x = noise(17, BATCH * FEATURES);
        assertThat(cosine(run(before, x, BATCH, FEATURES), run(after, x, BATCH, FEATURES)))
                .isGreaterThan(0.998);
    }

    /** Weights whose columns differ a thousandfold. */
    private static ModelProto spread(boolean transposed) {
        var values = noise(23, FEATURES * CLASSES);
        for (int row = 0; row < FEATURES; row++) {
            for (int column = 0; column < CLASSES; column++) {
                values[transposed ? column * FEATURES + row : row * CLASSES + column] *= (float) Math.pow(10, -column);
            }
        }
        var gemm = gemm(transposed).toBuilder();
        var graph = gemm.getGraphBuilder();
        graph.setInitializer(
                0, transposed ? floats("W", values, CLASSES, FEATURES) : floats("W", values, FEATURES, CLASSES));
        return gemm.build();
    }

    private static int largest(byte[] codes, int column) {
        return IntStream.range(0, FEATURES)
                .map(row -> Math.abs(codes[row * CLASSES + column]))
                .max()
                .orElseThrow();
    }
}
