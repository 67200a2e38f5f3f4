package io.modelferry.delta.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.apply.DeltaApplier;
import io.modelferry.delta.testing.Changes;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that no base has cost themselves, and not what stands around them. */
final class NewDataTest {

    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void aChunkOfNoiseInAFileThatStayedCostsItself() throws Exception {
        var before = Changes.noise(1, 4 * MEBIBYTE);
        var after = before.clone();
        System.arraycopy(Changes.noise(2, MEBIBYTE), 0, after, MEBIBYTE, MEBIBYTE);
        var base = Files.write(folder.resolve("base"), before);
        var target = Files.write(folder.resolve("target"), after);
        var patch = folder.resolve("patch");

        var delta = new DeltaGenerator().generate(base, target, patch);
        new DeltaApplier().apply(base, patch, folder.resolve("rebuilt"));

        assertThat(delta.patchBytes()).isLessThan(MEBIBYTE + MEBIBYTE / 100);
        assertThat(folder.resolve("rebuilt")).hasSameBinaryContentAs(target);
    }
}
