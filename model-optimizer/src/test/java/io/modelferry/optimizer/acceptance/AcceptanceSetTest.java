package io.modelferry.optimizer.acceptance;

import static io.modelferry.optimizer.testing.TinyModels.demo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.optimizer.acceptance.BadAcceptanceSet.Reason;
import io.modelferry.optimizer.onnx.OnnxModel.TensorSpec;
import io.modelferry.optimizer.testing.NpzFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AcceptanceSetTest {

    private static final byte[] FOUR_FLOATS = new byte[16];

    @TempDir
    Path folder;

    @Test
    void readsWhatNumPyWrote() throws Exception {
        var set = AcceptanceSet.read(demo("acceptance.npz"));

        assertThat(set.cases()).isEqualTo(256);
        assertThat(set.labelled()).isTrue();
        assertThat(set.inputNames()).containsExactly("image");
        set.requireFits(List.of(new TensorSpec("image", "FLOAT", List.of("batch", "1", "16", "16"))));
    }

    @Test
    void anOutlineKnowsAllButTheValues() throws Exception {
        var outline = CaseSetOutline.ofCalibration(demo("acceptance.npz"), 1 << 20);

        assertThat(outline.cases()).isEqualTo(256);
        assertThat(outline.labelled()).isTrue();
        assertThat(outline.inputNames()).containsExactly("image");
        assertThatThrownBy(() -> CaseSetOutline.ofCalibration(demo("acceptance.npz"), 100_000))
                .isInstanceOfSatisfying(
                        BadAcceptanceSet.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    }

    @Test
    void anInputThatIsNoNumberIsRefusedByNameAndCase() throws Exception {
        var values = new float[] {1, Float.NEGATIVE_INFINITY, 3, Float.NaN};
        var set = AcceptanceSet.read(NpzFiles.npz(folder.resolve("nan.npz"), "x", NpzFiles.floats(values, 2, 2)));

        assertThatThrownBy(() -> set.requireFits(List.of(new TensorSpec("x", "FLOAT", List.of("n", "2")))))
                .isInstanceOfSatisfying(
                        BadAcceptanceSet.class, e -> assertThat(e.reason()).isEqualTo(Reason.BAD_ARRAY))
                .hasMessage("'x' holds NaN in case 1");
        values[3] = 4;
        AcceptanceSet.read(NpzFiles.npz(folder.resolve("numbers.npz"), "x", NpzFiles.floats(values, 2, 2)))
                .requireNumbers();
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                Arguments.of("another name", new TensorSpec("picture", "FLOAT", List.of("n", "1", "16", "16"))),
                Arguments.of("another type", new TensorSpec("image", "DOUBLE", List.of("n", "1", "16", "16"))),
                Arguments.of("another rank", new TensorSpec("image", "FLOAT", List.of("n", "256"))),
                Arguments.of("another size", new TensorSpec("image", "FLOAT", List.of("n", "1", "16", "8"))),
                Arguments.of("a fixed batch", new TensorSpec("image", "FLOAT", List.of("32", "1", "16", "16"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misfits")
    void refusesAModelWithOtherInputs(String name, TensorSpec input) throws Exception {
        var set = AcceptanceSet.read(demo("acceptance.npz"));

        assertThatThrownBy(() -> set.requireFits(List.of(input)))
                .isInstanceOfSatisfying(
                        BadAcceptanceSet.class, e -> assertThat(e.reason()).isEqualTo(Reason.DOES_NOT_FIT));
    }

    static Stream<Arguments> badArrays() {
        return Stream.of(
                Arguments.of("big endian", header(">f4", "False", "(4,)"), "its type is not one of"),
                Arguments.of("pickled objects", header("|O", "False", "(4,)"), "its type is not one of"),
                Arguments.of("Fortran order", header("<f4", "True", "(2, 2)"), "Fortran"),
                Arguments.of("a scalar", header("<f4", "False", "()"), "dimensions"),
                Arguments.of("no cases", header("<f4", "False", "(0, 4)"), "it is empty"),
                Arguments.of("too many values", header("<f4", "False", "(5,)"), "16 bytes where its shape needs 20"),
                Arguments.of(
                        "an overflowing shape",
                        header("<f4", "False", "(2147483647, 2147483647, 2147483647)"),
                        "larger than any memory"),
                Arguments.of("a number beyond int", header("<f4", "False", "(99999999999,)"), "shape cannot be read"),
                Arguments.of("another header", "{'descr': __import__('os')}", "its header is not"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badArrays")
    void refusesArraysItCannotTake(String name, String header, String reason) throws Exception {
        var file = NpzFiles.npz(folder.resolve("set.npz"), "x", NpzFiles.npy(header, FOUR_FLOATS));

        assertThatThrownBy(() -> AcceptanceSet.read(file))
                .isInstanceOf(BadAcceptanceSet.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> CaseSetOutline.ofAcceptance(file))
                .isInstanceOf(BadAcceptanceSet.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesLabelsThatAreMoreOrFewerThanTheCases() throws Exception {
        var file = NpzFiles.npz(
                folder.resolve("set.npz"),
                "x",
                NpzFiles.npy(header("<f4", "False", "(4,)"), FOUR_FLOATS),
                "labels",
                NpzFiles.npy(header("|u1", "False", "(3,)"), new byte[3]));

        assertThatThrownBy(() -> AcceptanceSet.read(file))
                .isInstanceOfSatisfying(
                        BadAcceptanceSet.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNEQUAL_CASES));
    }

    @Test
    void refusesAnArchiveThatUnpacksWithoutEnd() throws Exception {
        var bomb = new byte[AcceptanceSet.MAX_UNPACKED_BYTES + 1];
        var shape = "(%d,)".formatted(bomb.length);
        var file = NpzFiles.npz(folder.resolve("set.npz"), "x", NpzFiles.npy(header("|u1", "False", shape), bomb));

        assertThat(Files.size(file)).isLessThan(AcceptanceSet.MAX_FILE_BYTES);
        assertThatThrownBy(() -> AcceptanceSet.read(file))
                .isInstanceOfSatisfying(
                        BadAcceptanceSet.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
        assertThatThrownBy(() -> CaseSetOutline.ofAcceptance(file))
                .isInstanceOfSatisfying(
                        BadAcceptanceSet.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    }

    @Test
    void refusesAFileThatADeviceWouldNotFetch() throws Exception {
        var file = Files.write(folder.resolve("set.npz"), new byte[(1 << 20) + 1]);

        assertThatThrownBy(() -> AcceptanceSet.read(file))
                .isInstanceOfSatisfying(
                        BadAcceptanceSet.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    }

    @Test
    void everyTruncationAndRandomDamageIsARefusalOrASet() throws Exception {
        var whole = Files.readAllBytes(NpzFiles.npz(
                folder.resolve("whole.npz"), "x", NpzFiles.npy(header("<f4", "False", "(4,)"), FOUR_FLOATS)));
        var random = new Random(99);

        for (int length = 0; length < whole.length; length++) {
            refusalOrSet(Arrays.copyOf(whole, length));
        }
        for (int i = 0; i < 500; i++) {
            var broken = whole.clone();
            broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            refusalOrSet(broken);
        }
    }

    private void refusalOrSet(byte[] content) throws Exception {
        try {
            AcceptanceSet.read(Files.write(folder.resolve("set.npz"), content));
        } catch (BadAcceptanceSet expected) {
            assertThat(expected.detail()).isNotBlank();
        }
    }

    private static String header(String descr, String fortran, String shape) {
        return "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }".formatted(descr, fortran, shape);
    }
}
