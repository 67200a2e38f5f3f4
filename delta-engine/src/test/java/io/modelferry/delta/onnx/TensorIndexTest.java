package io.modelferry.delta.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.testing.Protobuf;
import io.modelferry.delta.testing.TinyOnnx;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TensorIndexTest {

    @TempDir
    private Path folder;

    @Test
    void findsAnInitializerWhereItLies() throws IOException {
        var weights = TinyOnnx.weights(1, 24);
        var model = new TinyOnnx()
                .initializer("conv.weight", ElementType.FLOAT, weights, 2, 3, 4)
                .toByteArray();

        var tensor = index(model).orElseThrow().tensors().getFirst();

        assertThat(tensor.name()).isEqualTo("conv.weight");
        assertThat(tensor.type()).isEqualTo(ElementType.FLOAT);
        assertThat(tensor.shape()).containsExactly(2L, 3L, 4L);
        assertThat(payload(model, tensor)).isEqualTo(weights);
    }

    @Test
    void readsPackedDimensionsAndTypedFields() throws IOException {
        var floats = TinyOnnx.weights(1, 6);
        var doubles = new byte[16];
        var packed = new Protobuf()
                .bytes(1, new byte[] {2, 3})
                .varint(2, ElementType.FLOAT.code())
                .bytes(4, floats)
                .text(8, "typed");
        var wide = new Protobuf()
                .varint(1, 2)
                .varint(2, ElementType.DOUBLE.code())
                .text(8, "wide")
                .bytes(10, doubles);
        var model = new TinyOnnx().initializer(packed).initializer(wide).toByteArray();

        var tensors = index(model).orElseThrow().tensors();

        assertThat(tensors).extracting(Tensor::name).containsExactly("typed", "wide");
        assertThat(tensors).extracting(Tensor::shape).containsExactly(List.of(2L, 3L), List.of(2L));
        assertThat(payload(model, tensors.getFirst())).isEqualTo(floats);
        assertThat(payload(model, tensors.getLast())).isEqualTo(doubles);
    }

    @Test
    void findsConstantsInSubgraphsAndFunctionsByTheirPath() throws IOException {
        var inner = TinyOnnx.constant("inner", TinyOnnx.tensor("", ElementType.INT8, new byte[8], 8));
        var branch = new Protobuf().text(1, "then_branch").message(6, new Protobuf().message(1, inner));
        var condition = new Protobuf().text(2, "chosen").text(4, "If").message(5, branch);
        var function = new Protobuf()
                .text(1, "Gelu")
                .message(7, TinyOnnx.constant("half", TinyOnnx.tensor("", ElementType.FLOAT16, new byte[2], 1)));
        var model = new TinyOnnx()
                .node(TinyOnnx.constant("scale", TinyOnnx.tensor("s", ElementType.FLOAT, new byte[4], 1)))
                .node(condition)
                .function(function)
                .toByteArray();

        assertThat(index(model).orElseThrow().tensors())
                .extracting(Tensor::name)
                .containsExactly("scale/value/s", "chosen/then_branch/inner/value", "Gelu/half/value");
    }

    @Test
    void takesATensorOfUnknownTypeOrCrookedLengthForBytes() throws IOException {
        var strange = new Protobuf().varint(2, 99).text(8, "strange").bytes(9, new byte[5]);
        var model = new TinyOnnx()
                .initializer(strange)
                .initializer("crooked", ElementType.FLOAT, new byte[7], 2)
                .toByteArray();

        assertThat(index(model).orElseThrow().tensors())
                .extracting(Tensor::type)
                .containsOnly(ElementType.BYTES);
    }

    @Test
    void leavesAForeignFileAlone() throws IOException {
        var noise = new byte[10_000];
        new Random(1).nextBytes(noise);

        assertThat(index(noise)).isEmpty();
        assertThat(index(new byte[0])).isEmpty();
        assertThat(index("PK\3\4 a zip archive".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
    }

    @Test
    void leavesATruncatedModelAloneWhereverItIsCut() throws IOException {
        var model = new TinyOnnx()
                .initializer("w", ElementType.FLOAT, TinyOnnx.weights(1, 8), 8)
                .node(TinyOnnx.constant("c", TinyOnnx.tensor("", ElementType.INT8, new byte[3], 3)))
                .toByteArray();
        int graphStart = 2 + 2 + "modelferry-test".length();

        for (int length = graphStart; length < model.length - 6; length++) {
            assertThat(index(Arrays.copyOf(model, length)))
                    .as("cut at %d", length)
                    .isEmpty();
        }
    }

    @Test
    void givesUpOnSubgraphsWithoutEnd() throws IOException {
        var nested = new Protobuf();
        for (int i = 0; i < 100; i++) {
            var attribute = new Protobuf().text(1, "body").message(6, nested);
            nested = new Protobuf().message(1, new Protobuf().message(5, attribute));
        }
        var model = new Protobuf().varint(1, 10).message(7, nested).toByteArray();

        assertThat(index(model)).isEmpty();
    }

    private Optional<TensorIndex> index(byte[] bytes) throws IOException {
        var file = Files.write(folder.resolve("model"), bytes);
        try (var channel = FileChannel.open(file)) {
            return TensorIndex.read(channel);
        }
    }

    private static byte[] payload(byte[] model, Tensor tensor) {
        int from = (int) tensor.offset();
        return Arrays.copyOfRange(model, from, from + (int) tensor.length());
    }
}
