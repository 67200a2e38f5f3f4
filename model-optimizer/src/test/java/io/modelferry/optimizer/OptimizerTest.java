package io.modelferry.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.delta.recipe.ValueRange;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.CannotRun;
import io.modelferry.optimizer.calibrate.Calibration;
import io.modelferry.optimizer.calibrate.RangeMethod;
import io.modelferry.optimizer.calibrate.Stage;
import io.modelferry.optimizer.canonical.Canonicalisation;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.Cycle;
import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.graph.Rewritten.Changed;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.profile.Profiler;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.recipe.Fusion;
import io.modelferry.optimizer.recipe.HalfPrecision;
import io.modelferry.optimizer.recipe.MagnitudePruning;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.recipe.Technique;
import io.modelferry.optimizer.recipe.WeightOnlyQuantisation;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.testing.TinyModels;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OptimizerTest {

    @TempDir
    Path folder;

    @Test
    void aModelThatNothingRunsIsRefusedAndNothingIsWritten() throws Exception {
        var cyclic = TinyModels.gemm(false).toBuilder();
        cyclic.getGraphBuilder().getNodeBuilder(0).setInput(0, "y");
        assertRefused(cyclic.build(), "node 'layer' waits for its own output");

        var later = TinyModels.gemm(false).toBuilder();
        later.getOpsetImportBuilder(0).setVersion(99);
        assertRefused(later.build(), "opset 99 is not known here; export the model with opset 26 or earlier");
    }

    /** {@code If} reads in a branch what only comes of its own output, and a body has two nodes that wait for each other. */
    @Test
    void cyclesThroughBranchesAndInsideOfThemAreNamed() throws Exception {
        var through = TinyModels.model(GraphProto.newBuilder()
                .addNode(choice(GraphProto.newBuilder()
                        .addNode(TinyModels.node("Relu", "inner", List.of("late"), "chosen"))
                        .addOutput(TinyModels.port("chosen", "batch", 4))))
                .addNode(TinyModels.node("Relu", "after", List.of("y"), "late")));
        assertRefused(through, "node 'after' waits for its own output");

        var inside = TinyModels.model(GraphProto.newBuilder()
                .addNode(choice(GraphProto.newBuilder()
                        .addNode(TinyModels.node("Add", "hen", List.of("x", "chick"), "egg"))
                        .addNode(TinyModels.node("Relu", "hatching", List.of("egg"), "chick"))
                        .addOutput(TinyModels.port("egg", "batch", 4)))));
        assertRefused(inside, "node 'hatching' waits for its own output");
    }

    @Test
    void whoAsksForLayersOrRangesOfSuchAModelIsToldTheSame() throws Exception {
        var cyclic = TinyModels.gemm(false).toBuilder();
        cyclic.getGraphBuilder().getNodeBuilder(0).setInput(0, "y");
        var file = written(cyclic.build());
        var set = AcceptanceSet.read(TinyModels.demo("acceptance.npz"));

        assertThatThrownBy(() -> Optimizer.layers(file, DynamicQuantisation.INT8))
                .hasMessage("node 'layer' waits for its own output");
        assertThatThrownBy(() -> new Calibration(new RangeMethod.MinMax(), Stage.SILENT)
                        .measure(file, StaticQuantisation.INT8, set))
                .hasMessage("node 'layer' waits for its own output");
        assertThatThrownBy(() -> Canonicalisation.canonicalise(file, file, 8, folder.resolve("out.onnx")))
                .hasMessage("node 'layer' waits for its own output");
        assertThatThrownBy(() -> Profiler.profile(file, 1, 1))
                .isInstanceOf(CannotRun.class)
                .hasMessageEndingWith("; node 'layer' waits for its own output");
    }

    @Test
    void aWeightThatIsNoNumberIsNamedByEveryTechnique() throws Exception {
        var values = new float[TinyModels.FEATURES * TinyModels.CLASSES];
        values[5] = Float.NaN;
        var model = TinyModels.model(GraphProto.newBuilder()
                .addNode(TinyModels.node("MatMul", "product", List.of("x", "W"), "y"))
                .addInitializer(TinyModels.floats("W", values, TinyModels.FEATURES, TinyModels.CLASSES)));

        for (var technique : everyTechnique()) {
            assertThatThrownBy(() -> Optimizer.optimise(written(model), technique, folder.resolve("out.onnx")))
                    .as(technique.variant())
                    .isInstanceOf(CannotRewrite.class)
                    .hasMessageContaining("tensor 'W'");
            assertThat(folder.resolve("out.onnx")).doesNotExist();
        }
    }

    @Test
    void weightsWithoutElementsAreNamed() throws Exception {
        var empty = TinyModels.model(GraphProto.newBuilder()
                .addNode(TinyModels.node("MatMul", "product", List.of("x", "none"), "y"))
                .addInitializer(TinyModels.weights("none", 8, 0)));
        assertRefused(empty, "tensor 'none' of node 'product' has no elements");
    }

    /** What ONNX's checker would refuse. */
    @Test
    void nodesThatLackWhatTheyNeedAreLeftAlone() throws Exception {
        var graph = GraphProto.newBuilder();
        for (var operator :
                List.of("Conv", "Gemm", "MatMul", "Cast", "Where", "Clip", "Split", "Constant", "Softmax")) {
            graph.addNode(NodeProto.newBuilder().setOpType(operator).setName("bare" + operator));
        }
        for (var technique : everyTechnique()) {
            if (!(technique instanceof Fusion)) { // that one is ONNX Runtime's, which refuses such nodes
                assertThat(Optimizer.optimise(
                                        written(TinyModels.model(graph.clone())), technique, folder.resolve("out.onnx"))
                                .changed())
                        .as(technique.variant())
                        .extracting(Changed::node)
                        .doesNotContain("bareGemm", "bareConv", "bareMatMul");
            }
        }
    }

    private static List<Technique> everyTechnique() {
        return List.of(
                DynamicQuantisation.INT8,
                StaticQuantisation.INT8.measured(new TreeMap<>(Map.of(
                        "x", new ValueRange(-1, 1),
                        "y", new ValueRange(-1, 1)))),
                WeightOnlyQuantisation.INT4,
                WeightOnlyQuantisation.INT8,
                HalfPrecision.FP16,
                new MagnitudePruning(0.5, true, Collections.emptySortedSet()),
                Fusion.EXTENDED);
    }

    private static NodeProto choice(GraphProto.Builder branch) {
        return Nodes.with(
                TinyModels.node("If", "choice", List.of("sure"), "y"),
                TinyModels.graph("then_branch", branch),
                TinyModels.graph("else_branch", branch));
    }

    @Test
    void inputsAndOutputsThatAreLeftOutAreNoCycle() {
        var node = NodeProto.newBuilder().setOpType("LSTM").addInput("x").addInput("");
        var graph = GraphProto.newBuilder().addNode(node.addOutput("").addOutput("y"));

        assertThat(Cycle.in(graph.build())).isEmpty();
    }

    private void assertRefused(ModelProto model, String words) throws Exception {
        var out = folder.resolve("out.onnx");
        assertThatThrownBy(() -> Optimizer.optimise(written(model), DynamicQuantisation.INT8, out))
                .isInstanceOf(CannotRewrite.class)
                .hasMessage(words);
        assertThat(out).doesNotExist();
    }

    private Path written(ModelProto model) throws Exception {
        var file = folder.resolve("model.onnx");
        OnnxFile.write(model, file);
        return file;
    }
}
