package io.modelferry.agent.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NativeLibrariesTest {

    @TempDir
    Path folder;

    private Path library;

    @BeforeEach
    void unpack() throws Exception {
        assertThat(NativeLibraries.unpack(folder, NativeLibraries.platform())).isTrue();
        library = folder.resolve(System.mapLibraryName("onnxruntime4j_jni"));
    }

    @Test
    void unpacksWhatTheRuntimeLoads() throws Exception {
        assertThat(library).isNotEmptyFile();
        assertThat(folder.resolve(System.mapLibraryName("onnxruntime"))).isNotEmptyFile();
        assertThat(Files.list(folder)).noneMatch(file -> file.toString().endsWith(".new"));
    }

    @Test
    void leavesAloneWhatIsIntact() throws Exception {
        Files.setLastModifiedTime(library, FileTime.fromMillis(0));

        NativeLibraries.unpack(folder, NativeLibraries.platform());

        assertThat(Files.getLastModifiedTime(library).toMillis()).isZero();
    }

    @Test
    void replacesWhatIsCutShortOrRotten() throws Exception {
        var intact = Files.readAllBytes(library);
        var rotten = intact.clone();
        rotten[rotten.length / 2] ^= 1;
        for (var bad : new byte[][] {Arrays.copyOf(intact, intact.length / 2), rotten}) {
            Files.write(library, bad);

            NativeLibraries.unpack(folder, NativeLibraries.platform());

            assertThat(library).hasBinaryContent(intact);
        }
    }

    @Test
    void unpacksNothingForAPlatformThatTheRuntimeDoesNotKnow() throws Exception {
        assertThat(NativeLibraries.unpack(folder.resolve("other"), "plan9-mips"))
                .isFalse();
        assertThat(folder.resolve("other")).doesNotExist();
    }
}
