package io.modelferry.optimizer.profile;

import static io.modelferry.optimizer.testing.TinyModels.CLASSES;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.demo;
import static io.modelferry.optimizer.testing.TinyModels.matMul;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.optimizer.acceptance.CannotRun;
import io.modelferry.optimizer.profile.Profile.NodeCost;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilerTest {

    @TempDir
    Path folder;

    @Test
    void countsBytesAndArithmeticOfAMatrixProduct() throws Exception {
        var profile = Profiler.profile(write(matMul(), folder.resolve("model.onnx")), 5, 1);

        assertThat(profile.nodes()).singleElement().satisfies(node -> {
            assertThat(node.operator()).isEqualTo("MatMul");
            assertThat(node.parameterBytes()).isEqualTo(4L * FEATURES * CLASSES);
            assertThat(node.movedBytes()).isEqualTo(4L * (FEATURES * CLASSES + FEATURES + CLASSES));
            assertThat(node.operations()).isEqualTo(2L * FEATURES * CLASSES);
        });
    }

    @Test
    void theDearestNodeOfTheDemoComesFirstAndAllWeightsAreThere() throws Exception {
        var profile = Profiler.profile(demo("meter-reader-1.onnx"), 5, 1);

        assertThat(profile.nodes()).extracting(NodeCost::micros).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(profile.parameterBytes())
                .isBetween(
                        Files.size(demo("meter-reader-1.onnx")) * 9 / 10,
                        Files.size(demo("meter-reader-1.onnx")) * 11 / 10);
        assertThat(profile.ridge()).isPositive();
    }

    @Test
    void aModelThatDoesNotLoadSaysSo() throws Exception {
        var no = Files.writeString(folder.resolve("no.onnx"), "no");

        assertThatThrownBy(() -> Profiler.profile(no, 1, 1)).isInstanceOf(CannotRun.class);
    }
}
