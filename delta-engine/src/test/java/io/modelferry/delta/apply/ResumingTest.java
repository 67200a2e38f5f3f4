package io.modelferry.delta.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelferry.delta.BaseMismatch;
import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.Progress;
import io.modelferry.delta.ResultMismatch;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.testing.Changes;
import io.modelferry.delta.testing.DeltaBytes;
import io.modelferry.delta.testing.TwoVersions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is left of an interrupted attempt, the next one ends with the target, and does not do again what holds. */
@Timeout(120)
final class ResumingTest {

    private static final int TARGET_DIGEST = 76;

    @TempDir
    private static Path folder;

    private static TwoVersions versions;
    private static byte[] whole;

    private final DeltaApplier applier = new DeltaApplier(1L << 30, 2);
    private Path partial;
    private Path target;

    @BeforeAll
    static void generate() throws Exception {
        versions = TwoVersions.in(folder);
        whole = Files.readAllBytes(versions.target());
    }

    @BeforeEach
    void clear() throws Exception {
        partial = folder.resolve("partial");
        target = folder.resolve("rebuilt");
        Files.deleteIfExists(partial);
        Files.deleteIfExists(target);
    }

    /** Beginnings and ends of chunks, and bytes around and between them. */
    static Stream<Integer> offsets() throws Exception {
        var offsets = new ArrayList<Integer>(List.of(0, 1, whole.length - 1, whole.length));
        for (int boundary : boundaries()) {
            offsets.addAll(List.of(boundary - 1, boundary, boundary + 1));
        }
        for (int at = 7_919; at < whole.length; at += 700_001) {
            offsets.add(at);
        }
        return offsets.stream()
                .filter(offset -> offset >= 0 && offset <= whole.length)
                .distinct()
                .sorted();
    }

    private static List<Integer> boundaries() throws Exception {
        var boundaries = new ArrayList<Integer>();
        new DeltaApplier(1L << 30, 1)
                .verify(versions.base(), versions.patch(), (done, total) -> boundaries.add((int) done));
        return boundaries;
    }

    @ParameterizedTest
    @MethodSource("offsets")
    void goesOnFromWhereItWasInterrupted(int offset) throws Exception {
        Files.write(partial, Arrays.copyOf(whole, offset));

        resume();

        assertThat(target).hasBinaryContent(whole);
        assertThat(partial).doesNotExist();
    }

    /** After a power cut a file may be as long as it was to be, with nothing of that on the disk. */
    @ParameterizedTest
    @MethodSource("offsets")
    void startsOverIfTheTailIsGarbage(int offset) throws Exception {
        var garbage = Changes.noise(offset, whole.length);
        System.arraycopy(whole, 0, garbage, 0, offset);
        Files.write(partial, garbage);

        resume();

        assertThat(target).hasBinaryContent(whole);
        assertThat(partial).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, 3_000_000})
    void cutsWhatIsLongerThanTheTarget(int tooMany) throws Exception {
        Files.write(partial, Arrays.copyOf(whole, whole.length + tooMany));

        resume();

        assertThat(target).hasBinaryContent(whole);
    }

    @Test
    void keepsWhatWasRebuiltWhenInterrupted() throws Exception {
        for (int interrupted = 0; interrupted < 8; interrupted++) {
            long held = Files.exists(partial) ? Files.size(partial) : 0;

            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> applier.applyResuming(
                            versions.base(), versions.patch(), target, partial, interruptingAfter(held)));

            assertThat(Files.size(partial)).isGreaterThan(held);
            assertThat(Files.readAllBytes(partial)).isEqualTo(Arrays.copyOf(whole, (int) Files.size(partial)));
            assertThat(target).doesNotExist();
            if (Files.size(partial) == whole.length) {
                break;
            }
        }
        resume();
        assertThat(target).hasBinaryContent(whole);
    }

    /** What is kept is not rebuilt: no progress is told for it. */
    @Test
    void doesNotRebuildWhatIsThere() throws Exception {
        Files.write(partial, Arrays.copyOf(whole, whole.length / 2));
        var told = new ArrayList<Long>();

        applier.applyResuming(versions.base(), versions.patch(), target, partial, (done, total) -> told.add(done));

        assertThat(told.getFirst()).isGreaterThan(whole.length / 2 - (1 << 20));
    }

    @Test
    void leavesNothingOfAnotherBase() throws Exception {
        var other = Files.write(folder.resolve("other"), whole);
        Files.write(partial, Arrays.copyOf(whole, 10_000));

        assertThatExceptionOfType(BaseMismatch.class)
                .isThrownBy(() -> applier.applyResuming(other, versions.patch(), target, partial, Progress.NONE));

        assertThat(partial).doesNotExist();
        assertThat(target).doesNotExist();
    }

    @Test
    void leavesNothingOfADeltaThatIsMalformed() throws Exception {
        var delta = DeltaBytes.of(Files.readAllBytes(versions.patch()));
        var body = delta.body().clone();
        Arrays.fill(body, body.length / 2, body.length, (byte) 0);
        var patch =
                Files.write(folder.resolve("malformed"), delta.withBody(body).toByteArray());
        Files.write(partial, Arrays.copyOf(whole, 10_000));

        assertThatExceptionOfType(MalformedDelta.class)
                .isThrownBy(() -> applier.applyResuming(versions.base(), patch, target, partial, Progress.NONE));

        assertThat(partial).doesNotExist();
        assertThat(target).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500_000})
    void startsOverOnlyOnce(int held) throws Exception {
        var delta = DeltaBytes.of(Files.readAllBytes(versions.patch()));
        var lying = delta.withByte(TARGET_DIGEST, delta.prologue()[TARGET_DIGEST] ^ 1);
        var patch = Files.write(folder.resolve("lying"), lying.toByteArray());
        Files.write(partial, Arrays.copyOf(whole, held));

        assertThatExceptionOfType(ResultMismatch.class)
                .isThrownBy(() -> applier.applyResuming(versions.base(), patch, target, partial, Progress.NONE))
                .satisfies(mismatch -> assertThat(mismatch.resumed()).isFalse());

        assertThat(partial).doesNotExist();
        assertThat(target).doesNotExist();
    }

    private void resume() throws Exception {
        var applied = applier.applyResuming(versions.base(), versions.patch(), target, partial, Progress.NONE);

        assertThat(applied).isEqualTo(new Applied(Sha256.of(versions.target()), whole.length));
    }

    private static Progress interruptingAfter(long held) {
        return (done, total) -> {
            if (done > held + 1) {
                throw new CancellationException("power cut");
            }
        };
    }
}
