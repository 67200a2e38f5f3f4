package io.modelferry.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.apply.DeltaApplier;
import io.modelferry.delta.explain.DeltaExplanation;
import io.modelferry.delta.generate.DeltaGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any two files: what apply rebuilds is the target, byte for byte, and what generate reports is what the delta holds. */
final class RoundTripTest {

    private final DeltaGenerator generator = new DeltaGenerator();
    private final DeltaApplier applier = new DeltaApplier();

    @TempDir
    private Path folder;

    private Path base;
    private Path target;
    private Path patch;
    private Path rebuilt;

    @BeforeEach
    void name() {
        base = folder.resolve("base");
        target = folder.resolve("target");
        patch = folder.resolve("patch");
        rebuilt = folder.resolve("rebuilt");
    }

    static Stream<Arguments> pairs() {
        var noise = noise(1, 300_000);
        return Stream.of(
                Arguments.of("two empty files", new byte[0], new byte[0]),
                Arguments.of("from nothing", new byte[0], noise),
                Arguments.of("to nothing", noise, new byte[0]),
                Arguments.of("one byte", new byte[] {1}, new byte[] {2}),
                Arguments.of("identical", noise, noise.clone()),
                Arguments.of("unrelated", noise, noise(2, 250_000)),
                Arguments.of("every byte moved a little", noise, moved(noise)),
                Arguments.of("bytes inserted at the front", noise, inserted(noise)),
                Arguments.of("longer than one piece", noise(3, 4_500_000), withAnotherEnd(noise(3, 4_500_000))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void rebuildsTheTarget(String name, byte[] from, byte[] to) throws Exception {
        Files.write(base, from);
        Files.write(target, to);

        var report = generator.generate(base, target, patch);
        var applied = applier.apply(base, patch, rebuilt);

        assertThat(rebuilt).hasBinaryContent(to);
        assertThat(applied.target()).isEqualTo(Sha256.of(target)).isEqualTo(report.target());
        assertThat(applied.lengthBytes()).isEqualTo(to.length).isEqualTo(report.targetBytes());
        assertThat(report.patchBytes()).isEqualTo(Files.size(patch));
        assertThat(report.patch()).isEqualTo(Sha256.of(patch));
        assertThat(DeltaExplanation.read(patch).sections()).isEqualTo(report.sections());
        assertThat(folder)
                .isDirectoryNotContaining(file -> file.getFileName().toString().endsWith(".part"));
    }

    @Test
    void aDeltaIsNeverMuchLongerThanTheTarget() throws Exception {
        Files.write(base, noise(1, 300_000));
        Files.write(target, noise(2, 300_000));

        var report = generator.generate(base, target, patch);

        assertThat(report.patchBytes()).isLessThan(300_000 + 1_000);
    }

    @Test
    void bytesInsertedAtTheFrontCostLittle() throws Exception {
        Files.write(base, noise(1, 300_000));
        Files.write(target, inserted(noise(1, 300_000)));

        var report = generator.generate(base, target, patch);

        assertThat(report.patchBytes()).isLessThan(600);
        assertThat(report.sections())
                .singleElement()
                .extracting(SectionReport::codec)
                .isEqualTo("moves");
    }

    @Test
    void theSamePairGivesTheSameDelta() throws Exception {
        Files.write(base, noise(1, 300_000));
        Files.write(target, moved(noise(1, 300_000)));

        var first = generator.generate(base, target, patch);
        var second = generator.generate(base, target, folder.resolve("again"));

        assertThat(second).isEqualTo(first);
    }

    private static byte[] noise(long seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] moved(byte[] bytes) {
        var moved = bytes.clone();
        var random = new Random(7);
        for (int i = 0; i < moved.length; i++) {
            moved[i] += (byte) random.nextInt(2);
        }
        return moved;
    }

    private static byte[] withAnotherEnd(byte[] bytes) {
        var end = noise(4, 100_000);
        System.arraycopy(end, 0, bytes, bytes.length - end.length, end.length);
        return bytes;
    }

    private static byte[] inserted(byte[] bytes) {
        var longer = new byte[bytes.length + 7];
        System.arraycopy(bytes, 0, longer, 7, bytes.length);
        return longer;
    }
}
