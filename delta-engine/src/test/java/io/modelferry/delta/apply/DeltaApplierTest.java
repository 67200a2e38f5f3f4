package io.modelferry.delta.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.modelferry.delta.BaseMismatch;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.testing.GoldenDelta;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What surrounds the decoding: the base is known, the result is proven, the folder is clean. */
final class DeltaApplierTest {

    private final DeltaApplier applier = new DeltaApplier();

    @TempDir
    private Path folder;

    private Path base;
    private Path patch;
    private Path target;

    @BeforeEach
    void write() throws Exception {
        base = Files.write(folder.resolve("base"), GoldenDelta.BASE);
        patch = Files.write(folder.resolve("patch"), GoldenDelta.PATCH);
        target = folder.resolve("target");
    }

    @Test
    void refusesABaseThatTheDeltaWasNotMadeFrom() throws Exception {
        var other = Files.write(folder.resolve("other"), GoldenDelta.TARGET);

        assertThatExceptionOfType(BaseMismatch.class)
                .isThrownBy(() -> applier.apply(other, patch, target))
                .satisfies(mismatch -> {
                    assertThat(mismatch.expected()).isEqualTo(Sha256.of(base));
                    assertThat(mismatch.actual()).isEqualTo(Sha256.of(other));
                });

        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("base", "patch", "other");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 12, 23})
    void refusesARottenBaseWhereverItRots(int at) throws Exception {
        var rotten = GoldenDelta.BASE.clone();
        rotten[at] ^= 0x10;
        Files.write(base, rotten);

        assertThatExceptionOfType(BaseMismatch.class).isThrownBy(() -> applier.apply(base, patch, target));

        assertThat(target).doesNotExist();
    }

    @Test
    void replacesWhatStandsInTheTargetsPlace() throws Exception {
        Files.writeString(target, "the model before");

        var applied = applier.apply(base, patch, target);

        assertThat(target).hasBinaryContent(GoldenDelta.TARGET);
        assertThat(applied).isEqualTo(new Applied(Sha256.of(target), GoldenDelta.TARGET.length));
    }

    @Test
    void replacesTheBaseItselfOnlyAtTheEnd() throws Exception {
        applier.apply(base, patch, base);

        assertThat(base).hasBinaryContent(GoldenDelta.TARGET);
    }

    @Test
    void verifyingWritesNoFile() throws Exception {
        var proven = applier.verify(base, patch);

        assertThat(proven.lengthBytes()).isEqualTo(GoldenDelta.TARGET.length);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("base", "patch");
    }

    @Test
    void takesOverWhatAnApplierLeftThatWasKilled() throws Exception {
        var leftover = ".target.%d-%d.part"
                .formatted(ProcessHandle.current().pid(), Thread.currentThread().threadId());
        Files.writeString(folder.resolve(leftover), "half a model, longer than the whole of this one");

        applier.apply(base, patch, target);

        assertThat(target).hasBinaryContent(GoldenDelta.TARGET);
        assertThat(folder.resolve(leftover)).doesNotExist();
    }

    @Test
    void neverFollowsALinkInPlaceOfTheFileInTheMaking() throws Exception {
        var leftover = ".target.%d-%d.part"
                .formatted(ProcessHandle.current().pid(), Thread.currentThread().threadId());
        var precious = Files.writeString(folder.resolve("precious"), "not ours");
        Files.createSymbolicLink(folder.resolve(leftover), precious);

        assertThatIOException().isThrownBy(() -> applier.apply(base, patch, target));

        assertThat(precious).hasContent("not ours");
    }

    @Test
    void failsWithoutAFolderToWriteTo() {
        assertThatIOException()
                .isThrownBy(() ->
                        applier.apply(base, patch, folder.resolve("nowhere").resolve("target")));
    }

    @Test
    void leavesNothingWhenTheTargetCannotBeReplaced() throws Exception {
        Files.createDirectory(target);
        Files.writeString(target.resolve("occupant"), "here first");

        assertThatIOException().isThrownBy(() -> applier.apply(base, patch, target));

        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("base", "patch", "target");
    }
}
