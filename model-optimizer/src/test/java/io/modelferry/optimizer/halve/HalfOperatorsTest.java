package io.modelferry.optimizer.halve;

import static io.modelferry.optimizer.testing.OperatorModel.COLS;
import static io.modelferry.optimizer.testing.OperatorModel.ROWS;
import static io.modelferry.optimizer.testing.OperatorModel.distance;
import static io.modelferry.optimizer.testing.Running.run;
import static io.modelferry.optimizer.testing.TinyModels.CLASSES;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.model;
import static io.modelferry.optimizer.testing.TinyModels.node;
import static io.modelferry.optimizer.testing.TinyModels.weights;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.optimizer.graph.Rewritten.LeftAlone;
import io.modelferry.optimizer.recipe.HalfPrecision;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.testing.OperatorModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each operator in ONNX Runtime, as it was and in half precision. */
class HalfOperatorsTest {

    /**
     * What rounding the weights and the result to eleven bits may do to a result, as a share of its length: inputs are exact, and
     * ONNX Runtime sums in float. It is four times the largest rounding error.
     */
    private static final double BOUND = 1.0 / 512;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Abs x",
                "Acos inside",
                "Acosh above",
                "Asin inside",
                "Asinh x",
                "Atan x",
                "Atanh inside",
                "Ceil x",
                "Cos x",
                "Cosh x",
                "Elu x",
                "Erf x",
                "Exp x",
                "Floor x",
                "Hardmax x",
                "HardSigmoid x",
                "HardSwish x",
                "Identity x",
                "LeakyRelu x",
                "Log above",
                "LogSoftmax x",
                "Neg x",
                "Reciprocal above",
                "Relu x",
                "Round x",
                "Selu x",
                "Shrink x lambd=0.7",
                "Sigmoid x",
                "Sign x",
                "Sin x",
                "Sinh x",
                "Softmax x",
                "Softplus x",
                "Softsign x",
                "Sqrt above",
                "Tan x",
                "Tanh x",
                "ThresholdedRelu x alpha=0.7",
                "IsNaN x",
                "Add x,slopes",
                "Sub x,slopes",
                "Mul x,slopes",
                "Div x,above",
                "Pow above,two",
                "Mod x,above fmod=1",
                "PRelu x,slopes",
                "Sum x,slopes,above",
                "Mean x,slopes,above",
                "Clip x,low,high",
                "Where truth,x,slopes",
                "Equal x,above",
                "Greater x,slopes",
                "GreaterOrEqual x,slopes",
                "Less x,slopes",
                "LessOrEqual x,slopes",
                "MatMul x,W",
                "MatMul steps,stack",
                "Gemm x,W,b",
                "Gemm x,Wt,b transB=1 alpha=0.5 beta=2.0",
                "Conv image,kernel,kernel_b pads=[1,1,1,1]",
                "Conv line,kernel_line",
                "Conv planes,kernel_apart group=2",
                "ConvTranspose image,kernel_back",
                "LSTM steps,lstm_w,lstm_r hidden_size=3",
                "GRU steps,gru_w,gru_r hidden_size=3",
                "RNN steps,rnn_w,rnn_r hidden_size=3",
                "BatchNormalization planes,norm_scale,norm_shift,norm_mean,norm_variance",
                "InstanceNormalization planes,norm_scale,norm_shift",
                "LayerNormalization x,slopes,slopes",
                "LRN planes size=3",
                "LpNormalization x",
                "MeanVarianceNormalization planes",
                "MaxPool image kernel_shape=[2,2]",
                "AveragePool image kernel_shape=[2,2]",
                "GlobalAveragePool image",
                "GlobalMaxPool image",
                "LpPool image kernel_shape=[2,2]",
                "GlobalLpPool image",
                "ReduceSum x,axis_1",
                "ReduceMean x axes=[1]",
                "ReduceMax x axes=[1]",
                "ReduceMin x axes=[1]",
                "ReduceProd above axes=[1]",
                "ReduceL1 x axes=[1]",
                "ReduceL2 x axes=[1]",
                "ReduceLogSum above axes=[1]",
                "ReduceLogSumExp x axes=[1]",
                "ReduceSumSquare x axes=[1]",
                "ArgMax x axis=1",
                "ArgMin x axis=1",
                "Reshape x,wide_shape",
                "Transpose x perm=[1,0]",
                "Flatten image",
                "Squeeze steps,axis_1",
                "Unsqueeze x,axis_1",
                "Concat x,like_x axis=0",
                "Split x,parts axis=1 outputs=2",
                "Slice x,starts,ends,axis_1",
                "Gather x,places axis=1",
                "GatherElements x,places_grid",
                "GatherND x,places_deep",
                "ScatterElements x,places_grid,row",
                "ScatterND x,place,row",
                "Expand x,grown_shape",
                "Tile x,twice",
                "Pad x,margins",
                "DepthToSpace deep blocksize=2",
                "SpaceToDepth planes blocksize=2",
                "Resize image,-,scales mode=nearest",
                "Resize image,-,scales mode=linear",
                "GridSample image,grid",
                "Compress x,chosen axis=0",
                "ReverseSequence x,lengths",
                "Trilu x",
                "OneHot places,depth,values_01",
                "Shape x",
                "Size x",
                "NonZero x",
                "Dropout x",
                "Einsum x,W equation=ij,jk->ik"
            })
    void saysNearlyTheSame(String row) throws Exception {
        var operator = OperatorModel.of(row);
        var after = HalfRewriting.rewrite(operator.model(), HalfPrecision.FP16);

        var middle = middle(after.model());

        assertThat(after.leftAlone()).isEmpty();
        assertThat(middle.getInputList()).as("it reads halves").anyMatch(input -> input.endsWith("_half"));
        assertThat(distanceAfter(operator.model(), after.model())).isLessThanOrEqualTo(BOUND);
    }

    /** What the operators beside it do in half precision, it takes as a float and gives back as a float. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CastLike x,above",
                "Celu x alpha=0.5",
                "CumSum x,axis_0",
                "EyeLike x",
                "Max x,slopes",
                "Min x,slopes",
                "TopK x,most outputs=2",
                "IsInf x",
                "RoiAlign image,boxes,boxes_of",
                "QuantizeLinear x,fourth,zero_point"
            })
    void aBlockedOperatorStaysInFloatAndSaysTheSame(String row) throws Exception {
        var operator = OperatorModel.of(row);
        var after = HalfRewriting.rewrite(operator.model(), HalfPrecision.FP16);

        assertThat(middle(after.model()).getInputList()).noneMatch(input -> input.endsWith("_half"));
        assertThat(after.leftAlone())
                .contains(new LeftAlone(OperatorModel.NODE, row.split(" ")[0], "its operator has no half form"));
        assertThat(distanceAfter(operator.model(), after.model())).isLessThanOrEqualTo(BOUND);
    }

    /** Between two halved layers; some of these cannot be run so, or draw lots. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bernoulli",
                "CastLike",
                "Celu",
                "ConvInteger",
                "CumSum",
                "DequantizeLinear",
                "DynamicQuantizeLinear",
                "EyeLike",
                "IsInf",
                "MatMulInteger",
                "Max",
                "MelWeightMatrix",
                "Min",
                "Multinomial",
                "NonMaxSuppression",
                "QLinearConv",
                "QLinearMatMul",
                "QuantizeLinear",
                "RandomNormalLike",
                "RandomUniformLike",
                "Range",
                "RoiAlign",
                "TfIdfVectorizer",
                "TopK",
                "Upsample"
            })
    void aBlockedOperatorReadsWhatItRead(String name) throws Exception {
        var blocked = node(name, OperatorModel.NODE, List.of("z"), "unread");
        var before = model(GraphProto.newBuilder()
                .addNode(node("MatMul", "first", List.of("x", "W"), "z"))
                .addNode(blocked)
                .addNode(node("Add", "last", List.of("z", "b"), "y"))
                .addInitializer(weights("W", FEATURES, CLASSES))
                .addInitializer(weights("b", CLASSES)));

        var after = HalfRewriting.rewrite(before, HalfPrecision.FP16);

        assertThat(middle(after.model())).isEqualTo(blocked);
        assertThat(after.changed()).extracting(layer -> layer.node()).containsExactly("first", "last");
    }

    private double distanceAfter(ModelProto before, ModelProto after) throws Exception {
        var x = OperatorModel.input();
        return distance(
                run(write(before, folder.resolve("before.onnx")), x, ROWS, COLS),
                run(write(after, folder.resolve("after.onnx")), x, ROWS, COLS));
    }

    private static NodeProto middle(ModelProto model) {
        return model.getGraph().getNodeList().stream()
                .filter(node -> node.getName().equals(OperatorModel.NODE))
                .findFirst()
                .orElseThrow();
    }
}
