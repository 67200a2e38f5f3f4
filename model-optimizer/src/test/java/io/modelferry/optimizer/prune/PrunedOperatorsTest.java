package io.modelferry.optimizer.prune;

import static io.modelferry.optimizer.testing.OperatorModel.COLS;
import static io.modelferry.optimizer.testing.OperatorModel.ROWS;
import static io.modelferry.optimizer.testing.OperatorModel.distance;
import static io.modelferry.optimizer.testing.Running.run;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.optimizer.graph.FloatTensor;
import io.modelferry.optimizer.recipe.MagnitudePruning;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.testing.OperatorModel;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each operator in ONNX Runtime, as it was and with the smallest weights gone. */
class PrunedOperatorsTest {

    private static final double SPARSITY = 0.3;

    /**
     * What three tenths of a layer's weights may cost a result, as a share of its length. Of normal weights the smallest three
     * tenths hold 1.4 % of the power, so 0.12 is to be expected of a large layer; these have a dozen weights, and 0.34 is the most that one loses.
     */
    private static final double BOUND = 0.4;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MatMul x,W | W",
                "MatMul steps,stack | stack",
                "Gemm x,W,b | W",
                "Gemm x,Wt,b transB=1 alpha=0.5 | Wt",
                "Conv image,kernel,kernel_b pads=[1,1,1,1] | kernel",
                "Conv line,kernel_line | kernel_line",
                "Conv planes,kernel_apart group=2 | kernel_apart",
                "Conv planes,kernel_deep | kernel_deep"
            })
    void theSmallestWeightsAreZeroAndTheResultIsNear(String row, String weights) throws Exception {
        var before = OperatorModel.of(row).model();
        for (var perChannel : new boolean[] {false, true}) {
            var after = PruningRewriting.rewrite(before, new MagnitudePruning(SPARSITY, perChannel, new TreeSet<>()));

            assertThat(after.leftAlone()).isEmpty();
            var pruned = values(after.model(), weights + "_pruned");
            var kept = values(before, weights);
            for (int i = 0; i < kept.length; i++) {
                assertThat(pruned[i]).isIn(0f, kept[i]);
            }
            assertThat(share(pruned)).isBetween(SPARSITY - 0.2, SPARSITY);
            assertThat(distanceAfter(before, after.model())).isBetween(1e-9, BOUND);
        }
    }

    /** Weights of these are no matrix of a layer, or not theirs. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Add x,like_x",
                "ConvTranspose image,kernel_back",
                "LSTM steps,lstm_w,lstm_r hidden_size=3",
                "Gather W,places",
                "PRelu x,slopes"
            })
    void otherOperatorsKeepEveryBit(String row) throws Exception {
        var before = OperatorModel.of(row).model();

        var after = PruningRewriting.rewrite(before, new MagnitudePruning(SPARSITY, false, new TreeSet<>()));

        assertThat(after.changed()).isEmpty();
        assertThat(after.model()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MatMul x,W | the recipe excludes it | middle",
                "MatMul steps,x | its weights are not constant | other"
            })
    void saysWhyALayerKeepsItsWeights(String row, String reason, String excluded) throws Exception {
        var technique = new MagnitudePruning(SPARSITY, false, new TreeSet<>(List.of(excluded)));

        var after = PruningRewriting.rewrite(OperatorModel.of(row).model(), technique);

        assertThat(after.leftAlone()).singleElement().satisfies(left -> {
            assertThat(left.node()).isEqualTo(OperatorModel.NODE);
            assertThat(left.reason()).isEqualTo(reason);
        });
    }

    private double distanceAfter(ModelProto before, ModelProto after) throws Exception {
        var x = OperatorModel.input();
        return distance(
                run(write(before, folder.resolve("before.onnx")), x, ROWS, COLS),
                run(write(after, folder.resolve("after.onnx")), x, ROWS, COLS));
    }

    private static float[] values(ModelProto model, String name) throws Exception {
        var tensor = FloatTensor.of(model.getGraph().getInitializerList().stream()
                .filter(one -> one.getName().equals(name))
                .findFirst()
                .orElseGet(TensorProto::getDefaultInstance));
        var values = new float[tensor.count()];
        tensor.get(0, values, values.length);
        return values;
    }

    private static double share(float[] values) {
        var zeros = 0;
        for (var value : values) {
            zeros += value == 0 ? 1 : 0;
        }
        return (double) zeros / values.length;
    }
}
