package io.modelferry.delta.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelferry.delta.BaseMismatch;
import io.modelferry.delta.DeltaException;
import io.modelferry.delta.ElementType;
import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.ResultMismatch;
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
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
