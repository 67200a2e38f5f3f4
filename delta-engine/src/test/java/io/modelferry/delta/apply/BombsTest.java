package io.modelferry.delta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.DeltaException;
import io.modelferry.delta.ElementType;
import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.ResultMismatch;
import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.codec.ZstdFrames;
import io.modelferry.delta.predict.Prediction;
import io.modelferry.delta.testing.Changes;
import io.modelferry.delta.testing.DeltaBytes;
import io.modelferry.delta.testing.OneSection;
import io.modelferry.delta.testing.SmallJvm;
import io.modelferry.delta.testing.TinyOnnx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Deltas of a few KB that ask for far more: refused in seconds, in the memory of a small device, with nothing left behind. */
final class BombsTest {

    private static final int BASE_ELEMENTS = 1 << 18;
    private static final byte[] BASE = TinyOnnx.weights(1, BASE_ELEMENTS);

    @TempDir
    private Path folder;

    /** What it does, and how it ends: with a refusal while decoding, or with a result that is not the promised one. */
    record Bomb(String name, DeltaBytes delta, Class<? extends DeltaException> refusal) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bomb> bombs() throws Exception {
        var all = new ArrayList<Bomb>();
        for (var codec : List.of(Codec.LITERAL, Codec.PLANES, Codec.MOVES)) {
            var gibibyte = OneSection.literally(ElementType.BYTES, 4 << 20, codec, DeltaBytes.bombFrame(17, 8_192));
            var window = OneSection.literally(ElementType.BYTES, 1 << 20, codec, DeltaBytes.bombFrame(31, 1));
            all.add(malformed("1 GiB of zeros as " + codec.label(), gibibyte));
            all.add(malformed("a window of 2 GiB for " + codec.label(), window));
        }
        all.add(malformed(
                "an operation for every byte",
                OneSection.literally(ElementType.BYTES, 1 << 20, Codec.MOVES, tinyOperations())));
        all.add(malformed("parameters that unpack to 1 GiB", parameters(27, DeltaBytes.bombFrame(17, 8_192))));
        all.add(malformed("parameters that unpack to too few", parameters(27, DeltaBytes.rawFrame(new byte[26]))));
        for (var kind : Prediction.Kind.values()) {
            var noise = Changes.noise(kind.id(), 1 << 20);
            all.add(malformed(
                    "a MiB of noise as parameters of " + kind,
                    OneSection.predicted(ElementType.FLOAT, BASE.length, kind, noise)));
        }
        all.add(mismatch(
                "rows of one element",
                OneSection.predicted(ElementType.BYTES, 1 << 20, Prediction.Kind.RESIZED, numbers(3, 1))));
        all.add(mismatch("turned columns of one element", derived(ElementType.INT8, BASE_ELEMENTS, 3, 1, 1, 1)));
        all.add(mismatch(
                "a scale for each of 2^18 channels",
                derived(ElementType.FLOAT, 4L * BASE_ELEMENTS, 4, BASE_ELEMENTS, 1, 0)));
        all.add(mismatch("a map for each of 2^18 channels", given(BASE_ELEMENTS)));
        all.add(new Bomb("16,384 sections from zeros", zeros(1 << 14, 1 << 14), ResultMismatch.class));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("bombs")
    @Timeout(5)
    void isRefusedInSeconds(Bomb bomb) throws Exception {
        var base = Files.write(folder.resolve("base"), BASE);
        var patch = Files.write(folder.resolve("patch"), bomb.delta().toByteArray());

        DeltaException refusal = null;
        try {
            new DeltaApplier().apply(base, patch, folder.resolve("out"));
        } catch (DeltaException e) {
            refusal = e;
        }

        assertThat(refusal).isInstanceOf(bomb.refusal());
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("base", "patch");
    }

    @Test
    @Timeout(60)
    void allAreRefusedInAHeapOf16() throws Exception {
        Files.write(folder.resolve("base"), BASE);
        int number = 0;
        for (var bomb : bombs().toList()) {
            Files.write(folder.resolve("bomb-" + number++), bomb.delta().toByteArray());
        }

        var outcome = SmallJvm.run("-Xmx16m", Device.class, folder.toString(), String.valueOf(number));

        assertThat(outcome).isEqualTo("%d refused".formatted(number));
    }

    /** Meets them all, one after the other. */
    static final class Device {

        private Device() {}

        public static void main(String[] args) throws Exception {
            var folder = Path.of(args[0]);
            int refused = 0;
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                try {
                    new DeltaApplier(1L << 30, 2)
                            .apply(folder.resolve("base"), folder.resolve("bomb-" + i), folder.resolve("out"));
                } catch (DeltaException e) {
                    refused++;
                }
            }
            System.out.print(refused + " refused");
        }
    }

    private static Bomb malformed(String name, OneSection section) {
        return new Bomb(name, section.against(BASE), MalformedDelta.class);
    }

    private static Bomb mismatch(String name, OneSection section) {
        return new Bomb(name, section.against(BASE), ResultMismatch.class);
    }

    private static OneSection parameters(int promised, byte[] frame) {
        return new OneSection(
                ElementType.FLOAT, BASE.length, Prediction.Kind.SCALED, promised, frame, Codec.EXACT, List.of());
    }

    private static DeltaBytes zeros(int sections, int bytes) {
        var nothing = new OneSection(
                ElementType.BYTES, bytes, Prediction.Kind.NOTHING, 0, new byte[0], Codec.EXACT, List.of());
        return nothing.times(sections, BASE);
    }

    /** Eight bits over ranges, or their scales: form, type, flags, channels, stride, columns. */
    private static OneSection derived(
            ElementType type, long bytes, int form, long channels, long stride, long columns) {
        var parameters = ByteBuffer.allocate(27).order(ByteOrder.LITTLE_ENDIAN);
        parameters
                .put((byte) form)
                .put((byte) 0)
                .put((byte) 0)
                .putLong(channels)
                .putLong(stride)
                .putLong(columns);
        return OneSection.predicted(type, bytes, Prediction.Kind.DERIVED, parameters.array());
    }

    /** Form, type, channels, stride; the upper three bytes of a scale of 1 and a zero point of 0 each, plane by plane; columns. */
    private static OneSection given(int channels) throws Exception {
        var parameters = ByteBuffer.allocate(26 + 6 * channels).order(ByteOrder.LITTLE_ENDIAN);
        parameters.put((byte) 5).put((byte) 0).putLong(channels).putLong(1);
        var planes = new byte[6 * channels];
        Arrays.fill(planes, 0, channels, (byte) 0x3f);
        Arrays.fill(planes, channels, 2 * channels, (byte) 0x80);
        parameters.put(planes).putLong(0);
        try (var zstd = new ZstdFrames(3)) {
            var frame = zstd.compress(parameters.array(), parameters.capacity());
            return new OneSection(
                    ElementType.INT8,
                    BASE_ELEMENTS,
                    Prediction.Kind.DERIVED,
                    parameters.capacity(),
                    frame,
                    Codec.EXACT,
                    List.of());
        }
    }

    private static byte[] numbers(long... numbers) {
        var bytes = ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long number : numbers) {
            bytes.putLong(number);
        }
        return bytes.array();
    }

    /** Each with a read of the base of its own: not much of a delta, but hours of work for the device. */
    private static byte[] tinyOperations() {
        var operations = new byte[4 * (1 << 20)];
        for (int at = 0; at < operations.length; at += 4) {
            operations[at] = 1; // add one byte, copy none, seek one back, add zero to it
            operations[at + 2] = (byte) (at == 0 ? 0 : 1);
        }
        try (var zstd = new ZstdFrames(1)) {
            return zstd.compress(operations, operations.length);
        }
    }
}
