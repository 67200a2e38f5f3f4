package io.modelferry.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.Cycle;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.testing.TinyModels;
import java.nio.file.Path;
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
