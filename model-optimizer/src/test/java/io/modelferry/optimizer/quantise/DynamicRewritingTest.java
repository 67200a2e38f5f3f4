package io.modelferry.optimizer.quantise;

import static io.modelferry.optimizer.quantise.DynamicVariants.quantise;
import static io.modelferry.optimizer.quantise.DynamicVariants.tensor;
import static io.modelferry.optimizer.testing.TinyModels.CLASSES;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.demo;
import static io.modelferry.optimizer.testing.TinyModels.floats;
import static io.modelferry.optimizer.testing.TinyModels.matMul;
import static io.modelferry.optimizer.testing.TinyModels.model;
import static io.modelferry.optimizer.testing.TinyModels.node;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnknownFieldSet;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.Evaluation;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.Rewritten.Changed;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.NodeProto;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Dynamic variants of whole models: the same bytes as the reference makes, or a refusal that names why. */
class DynamicRewritingTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void theSameFileGivesTheSameBytes(EightBit type) throws Exception {
        var first = folder.resolve("first.onnx");
        var second = folder.resolve("second.onnx");

        quantise(type, demo("meter-reader-2.onnx"), first);
        quantise(type, demo("meter-reader-2.onnx"), second);

        assertThat(first).hasSameBinaryContentAs(second);
    }

    /** The expected figures are those of {@code quantize_dynamic} of ONNX Runtime 1.30.0 (Python) on the same file. */
    @ParameterizedTest
    @CsvSource({
        "INT8,  hidden, 0.0018429008, 0,   b7dc8ba8d16ec1c73441e5737110fdd4920795723103ef45368bac432cdbff49",
        "INT8,  digit,  0.0015535903, 0,   60c4a5a01f74fba4a6f4d3b6a420e1cf5eb191bbe34cf7a9815d058f619f222c",
        "UINT8, hidden, 0.0018250993, 128, 2e07f5b8529df3c75e21b176a00eb35e6c3a6abb05410b35ac0f9da0fafaa695",
        "UINT8, digit,  0.0014836239, 122, cf67e9c022ffab75e96eac5cdb114b818e52d4550e18783a7d6ce296b6d2b5c8"
    })
    void quantisesTheDemoModelToTheBitAsTheReferenceDoes(
            EightBit type, String layer, float scale, int zeroPoint, String sha256) throws Exception {
        var after = folder.resolve("after.onnx");

        quantise(type, demo("meter-reader-1.onnx"), after);

        var made = OnnxFile.read(after).getGraph();
        assertThat(tensor(made, layer + ".weight_scale")
                        .asReadOnlyByteBuffer()
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getFloat())
                .isEqualTo(scale);
        assertThat(tensor(made, layer + ".weight_zero_point").toByteArray()).containsExactly(zeroPoint);
        assertThat(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(tensor(made, layer + ".weight_quantized")
                                        .toByteArray())))
                .isEqualTo(sha256);
        assertThat(made.getNodeList())
                .extracting(NodeProto::getOpType)
                .contains("ConvInteger")
                .doesNotContain("Gemm", "Conv");
    }

    @ParameterizedTest
    @CsvSource({"meter-reader-1.onnx", "meter-reader-2.onnx", "meter-reader-3.onnx"})
    void theDemoModelsKeepTheirAccuracyInAQuarterOfTheirSize(String file) throws Exception {
        var after = folder.resolve("after.onnx");
        var set = AcceptanceSet.read(demo("acceptance.npz"));

        var report = quantise(EightBit.INT8, demo(file), after);

        assertThat(report.changed())
                .extracting(Changed::node)
                .containsExactly("strokes.conv", "shapes.conv", "hidden.gemm", "digit.gemm");
        assertThat(report.lengthAfter()).isLessThan(report.lengthBefore() * 28 / 100);
        var parent = new Evaluation().evaluate(demo(file), set);
        var variant = new Evaluation().evaluate(after, set);
        assertThat(variant.accuracy()).isCloseTo(parent.accuracy(), Offset.offset(0.01));
        assertThat(variant.finite()).isTrue();
    }

    @Test
    void refusesAnOpsetWithoutTheOperators() throws Exception {
        var old = matMul().toBuilder();
        old.getOpsetImportBuilder(0).setVersion(9);
        var file = write(old.build(), folder.resolve("old.onnx"));

        assertThatThrownBy(() -> quantise(EightBit.INT8, file, folder.resolve("after.onnx")))
                .isInstanceOf(CannotRewrite.class)
                .hasMessageContaining("opset 9 has no DynamicQuantizeLinear");
    }

    @Test
    void refusesWeightsThatAreNoNumbersAndNamesTheTensor() throws Exception {
        var broken = new float[FEATURES * CLASSES];
        broken[9] = Float.NaN;
        var model = model(GraphProto.newBuilder()
                .addNode(node("MatMul", "product", List.of("x", "W"), "y"))
                .addInitializer(floats("W", broken, FEATURES, CLASSES)));
        var file = write(model, folder.resolve("nan.onnx"));
        var after = folder.resolve("after.onnx");

        assertThatThrownBy(() -> quantise(EightBit.INT8, file, after))
                .isInstanceOf(CannotRewrite.class)
                .hasMessage("tensor 'W': weight 9 is NaN");
        assertThat(after).doesNotExist();
    }

    @Test
    void keepsFieldsThatNobodyUnderstands() throws Exception {
        var model = matMul().toBuilder();
        model.setUnknownFields(UnknownFieldSet.newBuilder()
                .addField(4711, UnknownFieldSet.Field.newBuilder().addVarint(42).build())
                .build());
        var after = folder.resolve("after.onnx");

        quantise(EightBit.INT8, write(model.build(), folder.resolve("before.onnx")), after);

        assertThat(OnnxFile.read(after).getUnknownFields().getField(4711).getVarintList())
                .containsExactly(42L);
        assertThat(Files.size(after)).isPositive();
    }
}
