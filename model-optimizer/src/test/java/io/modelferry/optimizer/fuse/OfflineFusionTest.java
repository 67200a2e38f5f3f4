package io.modelferry.optimizer.fuse;

import static io.modelferry.optimizer.testing.Running.noise;
import static io.modelferry.optimizer.testing.Running.run;
import static io.modelferry.optimizer.testing.TinyModels.CLASSES;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.model;
import static io.modelferry.optimizer.testing.TinyModels.node;
import static io.modelferry.optimizer.testing.TinyModels.weights;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.recipe.Fusion;
import io.modelferry.optimizer.schema.GraphProto;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineFusionTest {

    @TempDir
    Path folder;

    @Test
    void fewerNodesSayTheSame() throws Exception {
        var before = write(
                model(GraphProto.newBuilder()
                        .addNode(node("MatMul", "product", List.of("x", "W"), "z"))
                        .addNode(node("Add", "sum", List.of("z", "b"), "s"))
                        .addNode(node("Identity", "same", List.of("s"), "y"))
                        .addInitializer(weights("W", FEATURES, CLASSES))
                        .addInitializer(weights("b", CLASSES))),
                folder.resolve("before.onnx"));
        var after = folder.resolve("after.onnx");

        Optimizer.optimise(before, Fusion.EXTENDED, after);

        assertThat(OnnxFile.read(after).getGraph().getNodeCount()).isEqualTo(1);
        assertThat(OfflineFusion.tool()).matches("onnxruntime/[0-9.]+");
        var x = noise(7, 16 * FEATURES);
        assertThat(run(after, x, 16, FEATURES)).containsExactly(run(before, x, 16, FEATURES), within(1e-5f));
    }
}
