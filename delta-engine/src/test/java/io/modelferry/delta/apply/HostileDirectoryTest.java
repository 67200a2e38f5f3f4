package io.modelferry.delta.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.testing.DeltaBytes;
import io.modelferry.delta.testing.GoldenDelta;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Directories that declare what cannot be, each field by hand: refused with the byte and the reason before anything is allocated for them. */
@Timeout(30)
final class HostileDirectoryTest {

    private static final int TARGET_BYTES = 28;
    private static final int PROLOGUE_BYTES = 112;

    @TempDir
    private Path folder;

    private DeltaBytes golden;

    @BeforeEach
    void write() throws Exception {
        Files.write(folder.resolve("base"), GoldenDelta.BASE);
        golden = DeltaBytes.of(GoldenDelta.PATCH);
    }

    static Stream<Arguments> directories() {
        var max = "ffffffffffffffff7f"; // 2^63 - 1
        var huge = "ffffffffffffffff3f"; // 2^62 - 1
        var tail = "00 00 00 01 0c ff"; // base without extents; graph: nothing predicted, literal, a chunk of 12 bytes
        var literal = "00 00 01 0c ff"; // nothing predicted, no parameters, literal, a chunk of 12 bytes
        return Stream.of(
                Arguments.of("nothing at all", ""),
                Arguments.of("endless sections", max),
                Arguments.of("more sections than bytes to describe them", "808001"),
                Arguments.of("a varint that never ends", "ffffffffffffffffffff"),
                Arguments.of("a varint with a needless byte", "8000"),
                Arguments.of("a gap past the end of the target", "01 1c 01 01 00 00" + literal + tail),
                Arguments.of("a gap that would overflow", "01" + max + "01 01 00 00" + literal + tail),
                Arguments.of("2^62 sections", huge),
                Arguments.of("a gap of 2^62 bytes", "01" + huge + "08 01 00 00" + literal + tail),
                Arguments.of("a section of 2^62 bytes", "01 00" + huge + "00 00 00" + literal + tail),
                Arguments.of("a chunk of 2^62 bytes", "01 00 08 01 00 00 00 00 01" + huge + "ff" + tail),
                Arguments.of("a base extent 2^62 away", "01 00 08 01 00 00 01" + huge + "00 00 ff" + tail),
                Arguments.of("2^62 bytes of parameters", "01 00 08 01 00 00 00" + huge + "01 01 0c ff" + tail),
                Arguments.of("2^62 bytes of stored parameters", "01 00 08 01 00 00 00 01" + huge + "01 0c ff" + tail),
                Arguments.of("2^62 base extents", "00 00" + huge),
                Arguments.of("a base gap of 2^62 bytes", "00 00 01" + huge + "01 00 01 0c ff"),
                Arguments.of("an empty section", "01 00 00 01 00 00" + literal + tail),
                Arguments.of("a section longer than the target", "01 00 1c 01 00 00" + literal + tail),
                Arguments.of("a section of nearly everything", "01 00" + max + "01 00 00" + literal + tail),
                Arguments.of("a section of half an element", "01 00 06 01 00 00" + literal + tail),
                Arguments.of("an element type that does not exist", "01 00 08 7f 00 00" + literal + tail),
                Arguments.of("a match that does not exist", "01 00 08 01 7f 00" + literal + tail),
                Arguments.of("a name longer than the directory", "01 00 08 01 00 7f" + literal + tail),
                Arguments.of("a name longer than any name", "01 00 08 01 00" + max),
                Arguments.of("a name that is no UTF-8", "01 00 08 01 00 01 ff" + literal + tail),
                Arguments.of("a prediction that does not exist", "01 00 08 01 00 00 07 00 01 0c ff" + tail),
                Arguments.of("parameters longer than any", "01 00 08 01 00 00 00" + max + "01 01 0c ff" + tail),
                Arguments.of("parameters longer than the body", "01 00 08 01 00 00 00 40 36 01 0c ff" + tail),
                Arguments.of("parameters that take no bytes", "01 00 08 01 00 00 00 40 00 01 0c ff" + tail),
                Arguments.of("a codec that does not exist", "01 00 08 01 00 00 00 00 7f 0c ff" + tail),
                Arguments.of("floats of bytes", "01 00 08 03 00 00 00 00 03 0c ff" + tail),
                Arguments.of("bytes of floats", "01 00 08 01 00 00 00 00 04 0c ff" + tail),
                Arguments.of("steps of halves", "01 00 08 0a 00 00 00 00 06 0c ff" + tail),
                Arguments.of("moves of floats", "01 00 08 01 00 00 00 00 08 0c ff" + tail),
                Arguments.of(
                        "moves of what is predicted", "01 00 08 00 00 00 01 00 00 08 0c ff 00 01 00 08 00 01 0c ff"),
                Arguments.of("a dictionary for a section", "01 00 08 00 00 00 00 00 07 0c ff" + tail),
                Arguments.of("a chunk of nothing", "01 00 08 01 00 00 00 00 01 00 ff" + tail),
                Arguments.of("a chunk longer than zstd would make it", "01 00 08 01 00 00 00 00 01 7f ff" + tail),
                Arguments.of("a chunk longer than the body", "01 00 08 01 00 00 00 00 01 36 ff" + tail),
                Arguments.of("a runner-up that does not exist", "01 00 08 01 00 00 00 00 01 0c 07 01 0c" + tail),
                Arguments.of("a base extent that is not there", "01 00 08 01 01 00 01 02 00 00 ff" + tail),
                Arguments.of("a base extent before the first", "01 00 08 01 01 00 01 01 00 00 ff" + tail),
                Arguments.of("a way to cut the base that does not exist", "00 07"),
                Arguments.of("a base cut like a longer target", "01 18 03 01 00 00" + literal + "01 00 01 0c ff"),
                Arguments.of("a base extent past its end", "00 00 01 18 01 00 01 0c ff"),
                Arguments.of("an empty base extent", "00 00 01 00 00 00 01 0c ff"),
                Arguments.of("a graph coded by a codec for tensors", "00 00 00 00 03 35 ff"),
                Arguments.of("a graph predicted like a tensor", "00 00 00 03 01 35 ff"),
                Arguments.of("a graph that is unchanged and is not", "00 00 00 01 00 ff"),
                Arguments.of("chunks that do not fill the body", "00 00 00 00 01 34 ff"),
                Arguments.of("bytes after the last field", "00 00 00 00 01 35 ff 00"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("directories")
    void refusesADirectoryWith(String name, String directory) throws Exception {
        var bytes = HexFormat.of().parseHex(directory.replace(" ", ""));

        var refusal = refusal(golden.withDirectory(bytes).toByteArray());

        assertThat(refusal.offset()).isEqualTo(PROLOGUE_BYTES);
        assertThat(refusal.reason()).startsWith("directory byte ");
    }

    @Test
    void refusesAGraphThatWouldNotFitIntoMemory() throws Exception {
        var huge = golden.withLong(TARGET_BYTES, 1L << 36).withDirectory(new byte[] {0, 0, 0, 0, 1, 53, (byte) 0xff});

        assertThat(refusal(huge.toByteArray()))
                .isInstanceOf(MalformedDelta.class)
                .hasMessageContaining("a graph of");
    }

    private MalformedDelta refusal(byte[] delta) throws Exception {
        var patch = Files.write(folder.resolve("patch"), delta);
        var thrown = assertThatExceptionOfType(MalformedDelta.class)
                .isThrownBy(() -> new DeltaApplier().apply(folder.resolve("base"), patch, folder.resolve("out")))
                .actual();
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("base", "patch");
        return thrown;
    }
}
