package io.modelferry.agent.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.testing.FakeControlPlane;
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
