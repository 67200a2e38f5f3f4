package io.modelferry.delta.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelferry.delta.BaseMismatch;
import io.modelferry.delta.DeltaException;
import io.modelferry.delta.ElementType;
import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.ResultMismatch;
import io.modelferry.delta.codec.ZstdFrames;
import io.modelferry.delta.generate.DeltaGenerator;
import io.modelferry.delta.testing.DeltaBytes;
import io.modelferry.delta.testing.GoldenDelta;
import io.modelferry.delta.testing.TinyOnnx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to a delta: a typed refusal, soon, within little memory, and nothing left behind. */
@Timeout(30)
final class HostileDeltaTest {

    private static final int VERSION = 8;
    private static final int DIRECTORY_RAW = 16;
    private static final int BASE_BYTES = 20;
    private static final int TARGET_BYTES = 28;
    private static final int BODY_BYTES = 36;
    private static final int TARGET_DIGEST = 76;
    private static final int PROLOGUE_BYTES = 112;

    @TempDir
    private Path folder;

    private Path base;
    private DeltaBytes golden;

    @BeforeEach
    void write() throws Exception {
        base = Files.write(folder.resolve("base"), GoldenDelta.BASE);
        golden = DeltaBytes.of(GoldenDelta.PATCH);
    }

    @Test
    void refusesEveryTruncation() throws Exception {
        for (int length = 0; length < GoldenDelta.PATCH.length; length++) {
            var cut = Arrays.copyOf(GoldenDelta.PATCH, length);
            assertThat(refusal(cut)).as("cut to %d", length).isInstanceOf(MalformedDelta.class);
        }
    }

    @Test
    void refusesTrailingBytes() throws Exception {
        var longer = Arrays.copyOf(GoldenDelta.PATCH, GoldenDelta.PATCH.length + 1);

        assertThat(refusal(longer)).isInstanceOf(MalformedDelta.class);
    }

    @Test
    void refusesEveryFlippedBitOfThePrologue() throws Exception {
        for (int bit = 0; bit < PROLOGUE_BYTES * 8; bit++) {
            assertThat(refusal(flipped(GoldenDelta.PATCH, bit)))
                    .as("bit %d", bit)
                    .isInstanceOf(MalformedDelta.class);
        }
    }

    /** Bits that only inform (a name, a runner-up) and the one that zstd ignores may flip; the result is the target or nothing. */
    @Test
    void survivesEveryFlippedBitOfDirectoryAndBody() throws Exception {
        for (int bit = PROLOGUE_BYTES * 8; bit < GoldenDelta.PATCH.length * 8; bit++) {
            requireTargetOrNothing(flipped(GoldenDelta.PATCH, bit));
        }
    }

    @Test
    void refusesAForeignFileAtItsFirstByte() throws Exception {
        var foreign = new byte[500];
        Arrays.fill(foreign, (byte) 'x');

        assertThat(refusal(foreign))
                .isInstanceOfSatisfying(
                        MalformedDelta.class,
                        malformed -> assertThat(malformed.offset()).isZero());
    }

    @Test
    void saysThatTheFormatIsNewer() throws Exception {
        assertThat(refusal(golden.withByte(VERSION, 3).toByteArray()))
                .isInstanceOf(MalformedDelta.class)
                .hasMessageContaining("format version 3");
    }

    @Test
    void refusesAnotherBaseBeforeItReadsTheBody() throws Exception {
        Files.write(base, GoldenDelta.TARGET);

        assertThat(refusal(golden.withBody(new byte[53]).toByteArray())).isInstanceOf(BaseMismatch.class);
    }

    @Test
    void refusesAResultThatIsNotThePromisedOne() throws Exception {
        var lying = golden.withByte(TARGET_DIGEST, golden.prologue()[TARGET_DIGEST] ^ 1);

        assertThat(refusal(lying.toByteArray())).isInstanceOf(ResultMismatch.class);
    }

    @Test
    void refusesATargetLongerThanTheCallerAllows() throws Exception {
        var patch = Files.write(folder.resolve("patch"), GoldenDelta.PATCH);

        assertThatExceptionOfType(MalformedDelta.class)
                .isThrownBy(() -> new DeltaApplier(26, 1).apply(base, patch, folder.resolve("out")))
                .withMessageContaining("allowed are 26");
    }

    @ParameterizedTest
    @ValueSource(ints = {BASE_BYTES, TARGET_BYTES, BODY_BYTES})
    void refusesLengthsBeyondTheLimits(int field) throws Exception {
        for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 38}) {
            var huge = golden.withLong(field, length).toByteArrayWithLengthsAsTheyAre();
            assertThat(refusal(huge)).as("%d", length).isInstanceOf(MalformedDelta.class);
        }
    }

    @Test
    void refusesADirectoryLongerThanItsLimitUnread() throws Exception {
        var fields = ByteBuffer.wrap(golden.prologue().clone()).order(ByteOrder.LITTLE_ENDIAN);
        fields.putInt(DIRECTORY_RAW, Integer.MAX_VALUE);
        var huge = new DeltaBytes(fields.array(), golden.directory(), golden.body());

        assertThat(refusal(huge.toByteArrayWithLengthsAsTheyAre()))
                .isInstanceOf(MalformedDelta.class)
                .hasMessageContaining("directory too long");
    }

    static Stream<Arguments> directories() {
        var max = "ffffffffffffffff7f"; // 2^63 - 1
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

        assertThat(refusal(golden.withDirectory(bytes).toByteArray())).isInstanceOf(MalformedDelta.class);
    }

    @Test
    void refusesAGraphThatWouldNotFitIntoMemory() throws Exception {
        var huge = golden.withLong(TARGET_BYTES, 1L << 36).withDirectory(new byte[] {0, 0, 0, 0, 1, 53, (byte) 0xff});

        assertThat(refusal(huge.toByteArray()))
                .isInstanceOf(MalformedDelta.class)
                .hasMessageContaining("a graph of");
    }

    /** 1 GiB of zeros in 32 KiB, for every codec that unpacks. */
    @ParameterizedTest
    @ValueSource(strings = {"01", "02", "08"})
    void refusesAFrameThatUnpacksToMoreThanItsSection(String codec) throws Exception {
        var bomb = DeltaBytes.bombFrame(17, 8_192);
        var hostile = ofOneSection(codec, 4 << 20, bomb);

        assertThat(refusal(hostile.toByteArray())).isInstanceOf(MalformedDelta.class);
    }

    /** A frame may ask for a window of 2 GiB; nothing is allocated for it. */
    @ParameterizedTest
    @ValueSource(strings = {"01", "02", "08"})
    void refusesAWindowLargerThanAnySection(String codec) throws Exception {
        var hostile = ofOneSection(codec, 1 << 20, DeltaBytes.bombFrame(31, 1));

        assertThat(refusal(hostile.toByteArray())).isInstanceOf(MalformedDelta.class);
    }

    /** Each with a read of the base of its own: not much of a delta, but hours of work for the device. */
    @Test
    void refusesAnOperationForEverySingleByte() throws Exception {
        var operations = new byte[4 * 1_000_000];
        for (int at = 0; at < operations.length; at += 4) {
            operations[at] = 1; // add one byte, copy none, seek one back, add zero to it
            operations[at + 2] = (byte) (at == 0 ? 0 : 1);
        }
        try (var zstd = new ZstdFrames(1)) {
            var hostile = ofOneSection("08", 1_000_000, zstd.compress(operations, operations.length));

            assertThat(refusal(hostile.toByteArray()))
                    .isInstanceOf(MalformedDelta.class)
                    .hasMessageContaining("more operations");
        }
    }

    @Test
    void writesNothingOverAFileThatStandsWhereTheTargetShould() throws Exception {
        var patch = Files.write(folder.resolve("patch"), flipped(GoldenDelta.PATCH, GoldenDelta.PATCH.length * 8 - 1));
        var target = Files.writeString(folder.resolve("out"), "the model that runs");

        assertThatExceptionOfType(DeltaException.class).isThrownBy(() -> new DeltaApplier().apply(base, patch, target));

        assertThat(target).hasContent("the model that runs");
    }

    /** Damage inside directory and body of a real delta, behind a prologue that fits: what remains is the format's own defence. */
    @ParameterizedTest
    @ValueSource(longs = {20260101, 20260102, 20260103})
    void survivesRandomDamage(long seed) throws Exception {
        var delta = realDelta();
        var target = Files.readAllBytes(folder.resolve("target"));
        var random = new Random(seed);

        for (int i = 0; i < 400; i++) {
            var damaged = random.nextBoolean()
                    ? delta.withDirectory(damaged(delta.directory(), random))
                    : delta.withBody(damaged(delta.body(), random));
            requireOrNothing(target, damaged.toByteArray());
        }
    }

    private DeltaBytes realDelta() throws Exception {
        var before = TinyOnnx.weights(1, 3_000);
        var after = TinyOnnx.fineTuned(before, 2, 1e-3);
        Files.write(base, model(before, TinyOnnx.weights(4, 500)));
        var target = Files.write(folder.resolve("target"), model(after, TinyOnnx.weights(4, 500)));
        var patch = folder.resolve("patch");
        new DeltaGenerator().generate(base, target, patch);
        return DeltaBytes.of(Files.readAllBytes(patch));
    }

    private static byte[] model(byte[] moved, byte[] kept) {
        return new TinyOnnx()
                .initializer("moved", ElementType.FLOAT, moved, 3_000)
                .initializer("kept", ElementType.FLOAT, kept, 500)
                .initializer("half", ElementType.BFLOAT16, TinyOnnx.upperHalves(moved), 3_000)
                .toByteArray();
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        var damaged = bytes.clone();
        int edits = 1 + random.nextInt(4);
        for (int i = 0; i < edits; i++) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length + 9)) : damaged;
    }

    /** A delta that promises {@code length} bytes in one section of BYTES and has {@code frame} for its first chunk. */
    private DeltaBytes ofOneSection(String codec, int length, byte[] frame) {
        var section = "01 00 %s 00 00 01 00 00 00 %s %s ff  00 00"
                .formatted(varint(length), codec, ofFirstChunk(length, frame.length));
        var bytes = HexFormat.of().parseHex(section.replace(" ", ""));
        int chunkCount = Math.ceilDiv(length, 1 << 20);
        var body = Arrays.copyOf(frame, frame.length + chunkCount - 1);
        return golden.withLong(TARGET_BYTES, length).withDirectory(bytes).withBody(body);
    }

    /** The frame for the first chunk of 1 MiB, one byte for each that follows. */
    private static String ofFirstChunk(int length, int frameLength) {
        return varint(frameLength) + "01".repeat(Math.ceilDiv(length, 1 << 20) - 1);
    }

    private static String varint(int value) {
        var hex = new StringBuilder();
        for (; value >= 0x80; value >>>= 7) {
            hex.append("%02x".formatted(value & 0x7f | 0x80));
        }
        return hex.append("%02x".formatted(value)).toString();
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        var flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }

    private void requireTargetOrNothing(byte[] delta) throws IOException {
        requireOrNothing(GoldenDelta.TARGET, delta);
    }

    private void requireOrNothing(byte[] target, byte[] delta) throws IOException {
        var patch = Files.write(folder.resolve("patch"), delta);
        var out = folder.resolve("out");
        try {
            new DeltaApplier().apply(base, patch, out);
            assertThat(out).hasBinaryContent(target);
            Files.delete(out);
        } catch (DeltaException refused) {
            requireNothingLeft();
        }
    }

    private DeltaException refusal(byte[] delta) throws IOException {
        var patch = Files.write(folder.resolve("patch"), delta);
        try {
            new DeltaApplier().apply(base, patch, folder.resolve("out"));
        } catch (DeltaException refused) {
            requireNothingLeft();
            return refused;
        }
        throw new AssertionError("the delta was applied");
    }

    private void requireNothingLeft() {
        assertThat(folder.toFile().list()).isSubsetOf("base", "target", "patch");
    }
}
