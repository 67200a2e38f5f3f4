package io.modelferry.simulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.slots.DeltaPatching;
import io.modelferry.agent.slots.FileBlobs;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.simulator.testing.DemoModels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedFsTest {

    private static final byte[] BYTES = "the model".getBytes(StandardCharsets.UTF_8);
    private static final ArtifactDigest DIGEST = DemoModels.digest(BYTES);

    @TempDir
    Path data;

    private SharedFs disk;
    private FileBlobs one;
    private FileBlobs other;

    @BeforeEach
    void twoDevices() throws Exception {
        disk = new SharedFs(data.resolve("shared"));
        one = new FileBlobs(disk, data.resolve("one"), new DeltaPatching());
        other = new FileBlobs(disk, data.resolve("other"), new DeltaPatching());
    }

    @Test
    void holdsEqualFilesOnce() throws Exception {
        bring(one);
        bring(other);

        assertThat(inode(one)).isEqualTo(inode(other));
        assertThat(one.holdsIntact(DIGEST)).isTrue();
    }

    @Test
    void deletesOneDevicesFileAndNotTheOthers() throws Exception {
        bring(one);
        bring(other);

        one.keepOnly(Set.of());

        assertThat(one.holdsIntact(DIGEST)).isFalse();
        assertThat(other.holdsIntact(DIGEST)).isTrue();
    }

    @Test
    void mendsARottenCopyWhenSomebodyBringsTheBytesAgain() throws Exception {
        bring(one);
        Files.writeString(data.resolve("shared").resolve(DIGEST.hex()), "rotten!!!");
        assertThat(one.holdsIntact(DIGEST)).isFalse();

        bring(one);

        assertThat(one.holdsIntact(DIGEST)).isTrue();
    }

    private static void bring(FileBlobs blobs) throws Exception {
        Files.write(blobs.partial(DIGEST), BYTES);
        blobs.commit(DIGEST, blobs.partial(DIGEST));
    }

    private static Object inode(FileBlobs blobs) throws Exception {
        return Files.readAttributes(blobs.path(DIGEST), BasicFileAttributes.class)
                .fileKey();
    }
}
