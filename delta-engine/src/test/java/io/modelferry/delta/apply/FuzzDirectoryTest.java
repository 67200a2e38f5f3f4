package io.modelferry.delta.apply;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.modelferry.delta.BaseMismatch;
import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.Progress;
import io.modelferry.delta.ResultMismatch;
import io.modelferry.delta.testing.FuzzedDelta;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Any directory and body, behind a prologue that fits: the target, or a typed refusal and nothing left. A normal test run tries the seeds only
 * ({@code FuzzDirectoryTestInputs}, made by {@link io.modelferry.delta.generate.FuzzSeeds}); for as long as you like, guided by coverage, with
 * <pre>JAZZER_FUZZ=1 mvn -pl delta-engine test -Djazzer.hooks=true -Dtest.limit="1 h" -Dtest=FuzzDirectoryTest</pre>
 */
final class FuzzDirectoryTest {

    private static Path folder;

    @BeforeAll
    static void makeFolder() throws Exception {
        folder = Files.createTempDirectory("fuzz-directory");
        Files.write(folder.resolve("base"), FuzzedDelta.base());
    }

    @AfterAll
    static void removeFolder() throws Exception {
        Files.delete(folder.resolve("base"));
        Files.delete(folder);
    }

    @FuzzTest(maxDuration = "10m")
    void isAppliedOrRefused(byte[] input) throws Exception {
        var fuzzed = FuzzedDelta.of(input);
        var pipe = Channels.newChannel(new ByteArrayInputStream(fuzzed.toByteArray()));
        var target = folder.resolve("target");
        try {
            var applied = new DeltaApplier(FuzzedDelta.MAX_TARGET_BYTES, 1)
                    .apply(folder.resolve("base"), pipe, target, Progress.NONE);
            require(applied.lengthBytes() == fuzzed.targetBytes() && Files.size(target) == fuzzed.targetBytes());
            Files.delete(target);
        } catch (MalformedDelta | ResultMismatch | BaseMismatch refused) {
            require(folder.toFile().list().length == 1);
        }
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new AssertionError("an output of another length than declared, or one left behind");
        }
    }
}
