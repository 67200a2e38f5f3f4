package io.modelferry.agent.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.FaultFs;
import io.modelferry.agent.testing.Operations.Fault;
import io.modelferry.agent.testing.TinyModels;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.delta.generate.DeltaGenerator;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlobsTest {

    @TempDir
    Path folder;

    private FileBlobs blobs;

    @BeforeEach
    void open() throws IOException {
        blobs = new FileBlobs(AgentFs.REAL, folder, new DeltaPatching());
    }

    private ArtifactDigest put(byte[] bytes) throws Exception {
        var digest = FakeControlPlane.digestOf(bytes);
        var partial = blobs.partial(digest);
        Files.write(partial, bytes);
        blobs.commit(digest, partial);
        return digest;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void holdsWhatWasCommitted() throws Exception {
        var digest = put(text("hello"));

        assertThat(blobs.holdsIntact(digest)).isTrue();
        assertThat(blobs.partial(digest)).doesNotExist();
    }

    @Test
    void removesAFileThatHasRotted() throws Exception {
        var digest = put(text("hello"));
        Files.write(blobs.path(digest), text("hellO"));

        assertThat(blobs.holdsIntact(digest)).isFalse();
        assertThat(blobs.path(digest)).doesNotExist();
    }

    @Test
    void keepsOnlyWhatIsNamed() throws Exception {
        var kept = put(text("kept"));
        var gone = put(text("gone"));
        var partial = Files.write(blobs.partial(FakeControlPlane.digestOf(text("coming"))), text("com"));

        blobs.keepOnly(Set.of(kept));

        assertThat(blobs.path(kept)).exists();
        assertThat(blobs.path(gone)).doesNotExist();
        assertThat(partial).doesNotExist();
    }

    @Test
    void patchesARealModelBitForBit() throws Exception {
        var base = put(Files.readAllBytes(TinyModels.meterReader(1)));
        var target = Files.readAllBytes(TinyModels.meterReader(2));
        var delta = put(deltaFrom(TinyModels.meterReader(1), TinyModels.meterReader(2)));
        var digest = FakeControlPlane.digestOf(target);

        blobs.patch(base, delta, digest, target.length, new Cancellation());

        assertThat(Files.readAllBytes(blobs.path(digest))).isEqualTo(target);
    }

    @Test
    void refusesADeltaWhoseBaseDiffersAndOneThatMakesAnotherFile() throws Exception {
        var base = put(Files.readAllBytes(TinyModels.meterReader(1)));
        var other = put(Files.readAllBytes(TinyModels.meterReader(3)));
        var delta = put(deltaFrom(TinyModels.meterReader(1), TinyModels.meterReader(2)));
        var wanted = FakeControlPlane.digestOf(text("something else"));
        var length = Files.size(TinyModels.meterReader(2));

        assertThatThrownBy(() -> blobs.patch(other, delta, wanted, length, new Cancellation()))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BASE_MISMATCH));
        assertThatThrownBy(() -> blobs.patch(base, delta, wanted, length, new Cancellation()))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.RESULT_MISMATCH));
        assertThatThrownBy(() -> blobs.patch(base, base, wanted, length, new Cancellation()))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.DELTA_MALFORMED));
        assertThat(Files.list(folder.resolve("partial"))).isEmpty();
    }

    @Test
    void patchesOnWhereAPowerCutLeftTheResult() throws Exception {
        var target = Files.readAllBytes(TinyModels.meterReader(2));
        var base = put(Files.readAllBytes(TinyModels.meterReader(1)));
        var delta = put(deltaFrom(TinyModels.meterReader(1), TinyModels.meterReader(2)));
        var digest = FakeControlPlane.digestOf(target);
        var staged = folder.resolve("partial").resolve(digest.hex() + ".patched");

        for (var wrong : new int[] {-1, 0, target.length / 4}) {
            var left = Arrays.copyOf(target, target.length / 2);
            if (wrong >= 0) {
                left[wrong] ^= 1;
            }
            Files.write(staged, left);
            blobs.patch(base, delta, digest, target.length, new Cancellation());

            assertThat(Files.readAllBytes(blobs.path(digest))).isEqualTo(target);
        }
        assertThat(staged).doesNotExist();
    }

    @Test
    void writesNoMoreThanTheSignedLengthWhateverTheDeltaMakes() throws Exception {
        var base = put(Files.readAllBytes(TinyModels.meterReader(1)));
        var delta = put(deltaFrom(TinyModels.meterReader(1), TinyModels.meterReader(2)));
        var wanted = FakeControlPlane.digestOf(text("short"));

        assertThatThrownBy(() -> blobs.patch(base, delta, wanted, 5, new Cancellation()))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.RESULT_MISMATCH));
        assertThat(Files.list(folder.resolve("partial"))).isEmpty();
    }

    @Test
    void leavesNothingOfAPatchThatWasCancelled() throws Exception {
        var base = put(Files.readAllBytes(TinyModels.meterReader(1)));
        var target = Files.readAllBytes(TinyModels.meterReader(2));
        var delta = put(deltaFrom(TinyModels.meterReader(1), TinyModels.meterReader(2)));
        var digest = FakeControlPlane.digestOf(target);
        var cancelled = new Cancellation();
        cancelled.request();

        assertThatThrownBy(() -> blobs.patch(base, delta, digest, target.length, cancelled))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INTERRUPTED));
        assertThat(Files.list(folder.resolve("partial"))).isEmpty();
        assertThat(blobs.holdsIntact(digest)).isFalse();
    }

    @Test
    void throwsAPartialFileAwayWhoseSyncFailed() throws Exception {
        var disk = new FaultFs(Path.of("/data"));
        var here = new FileBlobs(disk, Path.of("/data/store"), new DeltaPatching());
        var digest = FakeControlPlane.digestOf(text("hello"));
        disk.write(here.partial(digest), text("hello"));
        disk.fail(3, 1, Fault.EIO); // after the shelf and its sync

        assertThatThrownBy(() -> here.commit(digest, here.partial(digest)))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.STORAGE_FAILED));

        assertThat(disk.size(here.partial(digest))).isEmpty();
        assertThat(here.holdsIntact(digest)).isFalse();
    }

    @Test
    void aFileWhoseNameIsNotKnownToBeDurableIsNotHeld() throws Exception {
        var disk = new FaultFs(Path.of("/data"));
        var here = new FileBlobs(disk, Path.of("/data/store"), new DeltaPatching());
        var digest = FakeControlPlane.digestOf(text("hello"));
        disk.write(here.partial(digest), text("hello"));
        disk.fail(5, 1, Fault.EIO); // after shelf, its sync, the file's sync and the rename

        assertThatThrownBy(() -> here.commit(digest, here.partial(digest))).isInstanceOf(UpdateFailure.class);

        assertThat(here.holdsIntact(digest)).isFalse();
    }

    @Test
    void letsOneAgentIntoAFolder() throws Exception {
        try (var _ = FolderLock.of(folder, Duration.ofMillis(100))) {
            assertThatThrownBy(() -> FolderLock.of(folder, Duration.ofMillis(100)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another agent");
        }

        FolderLock.of(folder, Duration.ofMillis(100)).close();
    }

    private byte[] deltaFrom(Path base, Path target) throws Exception {
        var patch = folder.resolve("made.delta");
        new DeltaGenerator().generate(base, target, patch);
        return Files.readAllBytes(patch);
    }
}
