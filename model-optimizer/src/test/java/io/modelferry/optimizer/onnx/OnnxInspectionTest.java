package io.modelferry.optimizer.onnx;

import static io.modelferry.optimizer.testing.TinyModels.demo;
import static io.modelferry.optimizer.testing.TinyModels.gemm;
import static io.modelferry.optimizer.testing.TinyModels.port;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.modelferry.optimizer.onnx.MalformedModel.Reason;
import io.modelferry.optimizer.onnx.OnnxModel.TensorSpec;
import io.modelferry.optimizer.schema.AttributeProto;
import io.modelferry.optimizer.schema.FunctionProto;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.SparseTensorProto;
import io.modelferry.optimizer.schema.StringStringEntryProto;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import io.modelferry.optimizer.schema.TrainingInfoProto;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxInspectionTest {

    private static final TensorProto ELSEWHERE = TensorProto.newBuilder()
            .setName("W")
            .setDataType(DataType.FLOAT_VALUE)
            .addDims(4)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(
                    StringStringEntryProto.newBuilder().setKey("location").setValue("../../etc/passwd"))
            .build();

    @TempDir
    Path folder;

    @Test
    void saysWhatTheDemoModelIs() throws Exception {
        var model = OnnxInspection.inspect(demo("meter-reader-1.onnx"));

        assertThat(model.opset()).isEqualTo(17);
        assertThat(model.inputs()).containsExactly(new TensorSpec("image", "FLOAT", List.of("batch", "1", "16", "16")));
        assertThat(model.outputs()).containsExactly(new TensorSpec("logits", "FLOAT", List.of("batch", "10")));
        assertThat(model.weightBytes()).containsExactly(Map.entry("FLOAT", 272_586L * Float.BYTES));
        assertThat(model.operators()).containsEntry("Gemm", 2).containsEntry("Conv", 2);
        assertThat(model.lengthBytes()).isEqualTo(1_091_481);
    }

    @Test
    void anInitializerThatIsListedAsInputNeedNotBeFed() throws Exception {
        var model = gemm(true).toBuilder();
        model.getGraphBuilder().addInput(port("W", "rows", 8));

        assertThat(inspect(model.build()).inputs()).extracting(TensorSpec::name).containsExactly("x");
    }

    static Stream<Arguments> hidingPlaces() {
        var constant = AttributeProto.newBuilder().setName("value");
        var bad = SparseTensorProto.newBuilder().setValues(ELSEWHERE);
        var badIndices = SparseTensorProto.newBuilder().setIndices(ELSEWHERE);
        var badGraph = GraphProto.newBuilder().addInitializer(ELSEWHERE);
        return Stream.of(
                Arguments.of("an initializer", graph(badGraph)),
                Arguments.of(
                        "a sparse initializer", graph(GraphProto.newBuilder().addSparseInitializer(bad))),
                Arguments.of("sparse indices", graph(GraphProto.newBuilder().addSparseInitializer(badIndices))),
                Arguments.of("a constant", attribute(constant.clone().setT(ELSEWHERE))),
                Arguments.of("a list of tensors", attribute(constant.clone().addTensors(ELSEWHERE))),
                Arguments.of("a sparse constant", attribute(constant.clone().setSparseTensor(bad))),
                Arguments.of(
                        "a list of sparse tensors", attribute(constant.clone().addSparseTensors(bad))),
                Arguments.of("a subgraph", attribute(constant.clone().setG(badGraph))),
                Arguments.of("a list of subgraphs", attribute(constant.clone().addGraphs(badGraph))),
                Arguments.of(
                        "a subgraph in a subgraph", attribute(constant.clone().setG(nested(3, badGraph)))),
                Arguments.of(
                        "a training graph",
                        whole().addTrainingInfo(TrainingInfoProto.newBuilder().setAlgorithm(badGraph))),
                Arguments.of(
                        "a training initialization",
                        whole().addTrainingInfo(TrainingInfoProto.newBuilder().setInitialization(badGraph))),
                Arguments.of(
                        "a function's default",
                        whole().addFunctions(FunctionProto.newBuilder()
                                .addAttributeProto(constant.clone().setT(ELSEWHERE)))),
                Arguments.of(
                        "a function's node",
                        whole().addFunctions(FunctionProto.newBuilder()
                                .addNode(NodeProto.newBuilder()
                                        .addAttribute(constant.clone().setT(ELSEWHERE))))),
                Arguments.of(
                        "a location without the flag",
                        graph(GraphProto.newBuilder()
                                .addInitializer(ELSEWHERE.toBuilder().clearDataLocation()))),
                Arguments.of(
                        "a flag without a location",
                        graph(GraphProto.newBuilder()
                                .addInitializer(ELSEWHERE.toBuilder().clearExternalData()))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hidingPlaces")
    void refusesExternalDataWhereverItHides(String place, ModelProto.Builder model) {
        assertThatThrownBy(() -> inspect(model.build()))
                .isInstanceOfSatisfying(
                        MalformedModel.class, e -> assertThat(e.reason()).isEqualTo(Reason.EXTERNAL_DATA));
    }

    @Test
    void refusesEveryTruncation() throws Exception {
        var whole = gemm(true).toByteArray();

        for (int length = 0; length < whole.length; length++) {
            var reason = refusal(Arrays.copyOf(whole, length));

            // the first two bytes are the IR version: before them nothing tells a model from anything else
            assertThat(reason).as("%d bytes", length).isEqualTo(length < 2 ? Reason.NOT_ONNX : Reason.TRUNCATED);
        }
    }

    @Test
    void refusesATruncatedFileWithoutReadingPastItsEnd() throws Exception {
        var file = folder.resolve("cut.onnx");
        Files.copy(demo("meter-reader-1.onnx"), file);
        try (var cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(cut.length() - 1000);
        }

        assertThatThrownBy(() -> OnnxInspection.inspect(file))
                .isInstanceOfSatisfying(
                        MalformedModel.class, e -> assertThat(e.reason()).isEqualTo(Reason.TRUNCATED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello, world", "PK\u0003\u0004 a zip", "{\"json\": true}", "\u0000\u0000\u0000\u0000"})
    void refusesWhatNeverWasAModel(String content) throws Exception {
        assertThat(refusal(content.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(Reason.NOT_ONNX);
    }

    @Test
    void anyFlippedBitGivesAModelOrARefusalAndNothingElse() throws Exception {
        var whole = gemm(true).toByteArray();
        var random = new Random(20_261_124);

        for (int i = 0; i < 4_000; i++) {
            var broken = whole.clone();
            broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            var failure = catchThrowable(() -> OnnxInspection.inspect(file(broken)));
            if (failure != null) {
                assertThat(failure).isInstanceOf(MalformedModel.class);
            }
        }
    }

    @Test
    void refusesWeightsThatDoNotFillTheirShape() {
        var short4 = TensorProto.newBuilder(ELSEWHERE)
                .clearDataLocation()
                .clearExternalData()
                .setRawData(ByteString.copyFrom(new byte[12]));

        assertThatThrownBy(() -> inspect(
                        graph(GraphProto.newBuilder().addInitializer(short4)).build()))
                .isInstanceOf(MalformedModel.class)
                .hasMessageContaining("'W' holds 12 bytes where its shape needs 16");
    }

    @Test
    void refusesAShapeLargerThanAnyMemory() {
        var huge = TensorProto.newBuilder()
                .setName("W")
                .setDataType(DataType.FLOAT_VALUE)
                .addDims(Long.MAX_VALUE)
                .addDims(4);

        assertThatThrownBy(() -> inspect(
                        graph(GraphProto.newBuilder().addInitializer(huge)).build()))
                .isInstanceOfSatisfying(
                        MalformedModel.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }

    @Test
    void refusesGraphsThatNestTooDeep() {
        var deep = attribute(AttributeProto.newBuilder().setG(nested(20, GraphProto.newBuilder())));

        assertThatThrownBy(() -> inspect(deep.build()))
                .isInstanceOfSatisfying(
                        MalformedModel.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_COMPLEX));
    }

    @Test
    void refusesMoreNodesAndTensorsThanTheLimits() throws Exception {
        var model = file(gemm(true).toByteArray());

        assertThatThrownBy(() -> OnnxInspection.inspect(model, new InspectionLimits(1 << 20, 16, 0, 10, 1024)))
                .hasMessageContaining("nodes");
        assertThatThrownBy(() -> OnnxInspection.inspect(model, new InspectionLimits(1 << 20, 16, 10, 1, 1024)))
                .hasMessageContaining("tensors");
        assertThatThrownBy(() -> OnnxInspection.inspect(model, new InspectionLimits(100, 16, 10, 10, 1024)))
                .isInstanceOfSatisfying(
                        MalformedModel.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    }

    @Test
    void aFileOverTwoGibibytesIsTooLarge() throws Exception {
        var file = folder.resolve("huge.onnx");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 31);
        }

        assertThatThrownBy(() -> OnnxInspection.inspect(file))
                .isInstanceOfSatisfying(
                        MalformedModel.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    }

    @Test
    void namesFromOutsideCannotSmuggleControlCharacters() {
        var named = ELSEWHERE.toBuilder().setName("W\n2026 ERROR forged\u001b[31m");

        assertThatThrownBy(() -> inspect(
                        graph(GraphProto.newBuilder().addInitializer(named)).build()))
                .hasMessageContaining("'W?2026 ERROR forged?[31m'");
    }

    private OnnxModel inspect(ModelProto model) throws MalformedModel, IOException {
        return OnnxInspection.inspect(write(model, folder.resolve("model.onnx")));
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("model.onnx"), content);
    }

    private Reason refusal(byte[] content) throws IOException {
        var failure = catchThrowable(() -> OnnxInspection.inspect(file(content)));
        assertThat(failure).isInstanceOf(MalformedModel.class);
        return ((MalformedModel) failure).reason();
    }

    private static ModelProto.Builder whole() {
        return gemm(true).toBuilder();
    }

    private static ModelProto.Builder graph(GraphProto.Builder more) {
        return whole().mergeGraph(more.build());
    }

    private static ModelProto.Builder attribute(AttributeProto.Builder attribute) {
        return graph(GraphProto.newBuilder()
                .addNode(NodeProto.newBuilder().setOpType("Constant").addAttribute(attribute)));
    }

    private static GraphProto.Builder nested(int depth, GraphProto.Builder innermost) {
        var graph = innermost;
        for (int i = 0; i < depth; i++) {
            graph = GraphProto.newBuilder()
                    .addNode(NodeProto.newBuilder()
                            .setOpType("If")
                            .addAttribute(AttributeProto.newBuilder().setG(graph)));
        }
        return graph;
    }
}
