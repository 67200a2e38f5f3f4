package io.modelferry.control.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.StoredFiles.StoredFile;
import io.modelferry.protocol.ArtifactDigest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilesystemArtifactsTest {

    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);
    private static final ArtifactDigest SHA256_OF_ABC =
            new ArtifactDigest("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    private static final ArtifactDigest UNKNOWN = new ArtifactDigest("0".repeat(64));

    @TempDir
    Path folder;

    private FilesystemArtifacts artifacts;

    @BeforeEach
    void open() {
        artifacts = new FilesystemArtifacts(folder, InstantSource.system());
    }

    @Test
    void namesBytesByTheirDigest() throws IOException {
        var stored = artifacts.put(new ByteArrayInputStream(ABC), 3);

        assertThat(stored).isEqualTo(new Artifacts.Stored(SHA256_OF_ABC, 3, false));
        assertThat(artifacts.contains(SHA256_OF_ABC)).isTrue();
        assertThat(artifacts.length(SHA256_OF_ABC)).isEqualTo(3);
        assertThat(artifacts.localFile(SHA256_OF_ABC)).hasBinaryContent(ABC);
    }

    @Test
    void keepsTheSameBytesOnce() throws IOException {
        artifacts.put(new ByteArrayInputStream(ABC), 3);

        assertThat(artifacts.put(new ByteArrayInputStream(ABC), 3).alreadyThere())
                .isTrue();
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void leavesNothingOfAStreamThatIsTooLong() throws IOException {
        assertThatThrownBy(() -> artifacts.put(new ByteArrayInputStream(ABC), 2))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("too-large"));

        assertThat(files()).isZero();
    }

    @Test
    void takesAFinishedFileOver() throws IOException {
        var file = Files.write(folder.resolveSibling(folder.getFileName() + "-made"), ABC);

        assertThat(artifacts.adopt(file).digest()).isEqualTo(SHA256_OF_ABC);
        assertThat(file).doesNotExist();
    }

    @Test
    void readsFromAnywhereInTheMiddle() throws IOException {
        artifacts.put(new ByteArrayInputStream(ABC), 3);

        try (var channel = artifacts.open(SHA256_OF_ABC)) {
            var two = ByteBuffer.allocate(2);
            channel.position(1).read(two);
            assertThat(two.array()).containsExactly('b', 'c');
        }
    }

    @Test
    void saysNotFoundInWords() {
        assertThatThrownBy(() -> artifacts.open(UNKNOWN)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> artifacts.length(UNKNOWN)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> artifacts.localFile(UNKNOWN))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("artifact-not-found"));
    }

    @Test
    void asksForRoomOnlyForNewBytesAndKeepsNothingIfThereIsNone() throws IOException {
        var limit = ByteLimit.of(100);
        try (var staged = artifacts.stage(new ByteArrayInputStream(ABC), limit)) {
            assertThatThrownBy(() -> artifacts.keep(staged, limit.orLess(ByteLimit.of(2))::require))
                    .isInstanceOf(Refusal.class);
        }
        assertThat(files()).isZero();

        artifacts.put(new ByteArrayInputStream(ABC), 100);
        try (var staged = artifacts.stage(new ByteArrayInputStream(ABC), limit)) {
            assertThat(artifacts.keep(staged, ByteLimit.of(2)::require).alreadyThere())
                    .isTrue();
        }
    }

    /** What ends while somebody counts is not in the way: only folders of digests are entered. */
    @Test
    void countsWhatIsKeptAndNothingThatIsOnItsWayOrAStrangers() throws IOException {
        var kept = artifacts.put(new ByteArrayInputStream(ABC), 100);
        Files.write(folder.resolve("incoming").resolve("a".repeat(64)), ABC);
        Files.write(Files.createDirectory(folder.resolve("lost+found")).resolve("b".repeat(64)), ABC);
        Files.write(Files.createDirectories(folder.resolve("ab")).resolve("notes.txt"), ABC);

        assertThat(artifacts.all())
                .extracting(StoredFile::digest, StoredFile::lengthBytes)
                .containsExactly(tuple(kept.digest(), (long) ABC.length));
    }

    @Test
    void knowsItsBytesAsFilesComeAndGoAndAfterACrash() throws IOException {
        var abc = artifacts.put(new ByteArrayInputStream(ABC), 3).digest();
        artifacts.put(new ByteArrayInputStream(ABC), 3);
        artifacts.put(new ByteArrayInputStream(new byte[7]), 7);
        assertThat(artifacts.bytes()).isEqualTo(10);

        artifacts.remove(List.of(abc, UNKNOWN), Instant.MAX, old -> Set.of());
        assertThat(artifacts.bytes()).isEqualTo(7);

        assertThat(new FilesystemArtifacts(folder, InstantSource.system()).bytes())
                .isEqualTo(7);
    }

    @Test
    void forgetsUploadsThatACrashCutOff() throws IOException {
        Files.write(folder.resolve("incoming").resolve("upload7.part"), ABC);

        new FilesystemArtifacts(folder, InstantSource.system());

        assertThat(files()).isZero();
    }

    private long files() throws IOException {
        try (var walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).count();
        }
    }
}
