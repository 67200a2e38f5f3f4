package io.modelferry.optimizer.prune;

import static io.modelferry.optimizer.testing.Running.cosine;
import static io.modelferry.optimizer.testing.Running.noise;
import static io.modelferry.optimizer.testing.Running.run;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.gemm;
import static io.modelferry.optimizer.testing.TinyModels.matMul;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.graph.FloatTensor;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.recipe.MagnitudePruning;
import io.modelferry.optimizer.schema.ModelProto;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PruningRewritingTest {

    @TempDir
    Path folder;

    static Stream<Arguments> layers() {
        return Stream.of(matMul(), gemm(false), gemm(true))
                .flatMap(model -> Stream.of(true, false).map(perChannel -> Arguments.of(model, perChannel)));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void halfOfTheWeightsAreZeroAndTheModelRuns(ModelProto model, boolean perChannel) throws Exception {
        var before = write(model, folder.resolve("before.onnx"));
        var after = folder.resolve("after.onnx");

        Optimizer.optimise(before, new MagnitudePruning(0.5, perChannel, new TreeSet<>()), after);

        var weights = OnnxFile.read(after).getGraph().getInitializerList().stream()
                .filter(tensor -> tensor.getName().equals("W_pruned"))
                .findFirst()
                .orElseThrow();
        var values = new float[32];
        FloatTensor.of(weights).get(0, values, values.length);
        assertThat(zeros(values)).isEqualTo(16);
        var x = noise(7, 16 * FEATURES);
        assertThat(cosine(run(before, x, 16, FEATURES), run(after, x, 16, FEATURES)))
                .isGreaterThan(0.8);
    }

    @Test
    void exactlyTheShareIsClearedAndNothingThatIsLargerThanWhatStays() {
        var random = new Random(3);
        for (int round = 0; round < 200; round++) {
            var before = new float[1 + random.nextInt(300)];
            for (int i = 0; i < before.length; i++) {
                before[i] = random.nextInt(1, 9) - 4.5f; // many equals
            }
            var share = random.nextDouble();
            var after = before.clone();

            new Smallest(share).clear(after, Channels.whole(after.length).getFirst());

            assertThat(zeros(after)).isEqualTo((int) Math.floor(share * after.length));
            var cleared = IntStream.range(0, after.length)
                    .filter(i -> after[i] == 0)
                    .mapToDouble(i -> Math.abs(before[i]))
                    .max()
                    .orElse(0);
            var kept = IntStream.range(0, after.length)
                    .filter(i -> after[i] != 0)
                    .mapToDouble(i -> Math.abs(before[i]))
                    .min()
                    .orElse(9);
            assertThat(cleared).isLessThanOrEqualTo(kept);
        }
    }

    @Test
    void channelsPartTheTensor() {
        for (int axis = 0; axis < 3; axis++) {
            var seen = Channels.along(new long[] {2, 3, 4}, axis).stream()
                    .flatMapToInt(channel -> IntStream.range(0, channel.count()).map(channel::at))
                    .sorted()
                    .toArray();
            assertThat(seen).isEqualTo(IntStream.range(0, 24).toArray());
        }
    }

    private static int zeros(float[] values) {
        return (int)
                IntStream.range(0, values.length).filter(i -> values[i] == 0).count();
    }
}
