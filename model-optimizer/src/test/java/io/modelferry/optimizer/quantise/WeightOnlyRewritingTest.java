package io.modelferry.optimizer.quantise;

import static io.modelferry.optimizer.testing.Running.cosine;
import static io.modelferry.optimizer.testing.Running.noise;
import static io.modelferry.optimizer.testing.Running.run;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.gemm;
import static io.modelferry.optimizer.testing.TinyModels.matMul;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.recipe.WeightOnlyQuantisation;
import io.modelferry.optimizer.schema.ModelProto;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WeightOnlyRewritingTest {

    private static final int BATCH = 16;

    @TempDir
    Path folder;

    static Stream<Arguments> layers() {
        return Stream.of(matMul(), gemm(false), gemm(true))
                .flatMap(model -> Stream.of(4, 8)
                        .flatMap(
                                bits -> Stream.of(true, false).map(symmetric -> Arguments.of(model, bits, symmetric))));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void theModelRunsAndSaysNearlyTheSame(ModelProto model, int bits, boolean symmetric) throws Exception {
        var before = write(model, folder.resolve("before.onnx"));
        var after = folder.resolve("after.onnx");

        var report =
                Optimizer.optimise(before, new WeightOnlyQuantisation(bits, 16, symmetric, new TreeSet<>()), after);

        var x = noise(7, BATCH * FEATURES);
        assertThat(report.changed()).hasSize(1);
        assertThat(cosine(run(before, x, BATCH, FEATURES), run(after, x, BATCH, FEATURES)))
                .isGreaterThan(bits == 8 ? 0.9999 : 0.98);
    }
}
