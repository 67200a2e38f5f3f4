package io.modelferry.optimizer.quantise;

import static io.modelferry.optimizer.testing.Running.cosine;
import static io.modelferry.optimizer.testing.Running.noise;
import static io.modelferry.optimizer.testing.Running.run;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.floats;
import static io.modelferry.optimizer.testing.TinyModels.gemm;
import static io.modelferry.optimizer.testing.TinyModels.matMul;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.graph.FloatTensor;
import io.modelferry.optimizer.recipe.WeightOnlyQuantisation;
import io.modelferry.optimizer.schema.ModelProto;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
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

    /**
     * First eight bytes of the SHA-256 of codes, scales and zero points. What is expected was made by {@code
     * quantize_matmul_4bits} and {@code quantize_matmul_8bits} of ONNX Runtime 1.30.0 (Python), of the same 100 × 37 weights.
     */
    @ParameterizedTest
    @CsvSource({
        "4, true, 16, 51ac2fe46412df3b, e50954b56b919478, -",
        "4, true, 32, 8be25c8ddb93794c, 888b9e6f13e6cd63, -",
        "4, false, 16, 317818f1c2d48343, 428e70dda21a6469, 93e069796e1fa4b3",
        "4, false, 32, cf7927f7887075dd, ddb56636dd93608b, fc0c3939736a3622",
        "8, true, 16, 4d9c7f434eb08f79, 7df557c7970fae5f, -",
        "8, true, 32, befadb50c69fd0fb, 787452c15d6f916d, -",
        "8, false, 16, d2d0c951fb7ef8ce, 11ce16010da15a8c, fc1f7c0e766a9188",
        "8, false, 32, a51d36915ee1ee93, ffd968bc1159aaf4, bce378c320b553c1"
    })
    void storesToTheBitWhatTheReferenceDoes(
            int bits, boolean symmetric, int block, String codes, String scales, String zeroPoints) throws Exception {
        var weights = new float[100 * 37];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) ((i * 2654435761L & 0xFFFFFFFFL) / (double) (1L << 31) - 1);
        }
        var technique = new WeightOnlyQuantisation(bits, block, symmetric, new TreeSet<>());

        var made = BlockWeights.of(FloatTensor.of(floats("W", weights, 100, 37)), false, technique);

        assertThat(beginning(made.codes())).isEqualTo(codes);
        assertThat(beginning(floats("s", made.scales(), made.scalesShape())
                        .getRawData()
                        .toByteArray()))
                .isEqualTo(scales);
        if (!symmetric) {
            assertThat(beginning(made.zeroPoints())).isEqualTo(zeroPoints);
        }
    }

    private static String beginning(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
    }
}
