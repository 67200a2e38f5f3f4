package io.modelferry.delta.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.SectionReport;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.apply.DeltaApplier;
import io.modelferry.delta.codec.ZstdFrames;
import io.modelferry.delta.explain.DeltaExplanation;
import io.modelferry.delta.testing.DeltaBytes;
import io.modelferry.delta.testing.GoldenDelta;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the document says is what the engine reads. */
final class GoldenDeltaTest {

    @TempDir
    private Path folder;

    private Path base;
    private Path patch;

    @BeforeEach
    void write() throws Exception {
        base = Files.write(folder.resolve("base"), GoldenDelta.BASE);
        patch = Files.write(folder.resolve("patch"), GoldenDelta.PATCH);
    }

    @Test
    void isAppliedToTheByte() throws Exception {
        var target = folder.resolve("target");

        new DeltaApplier().apply(base, patch, target);

        assertThat(target).hasBinaryContent(GoldenDelta.TARGET);
    }

    @Test
    void isExplainedFieldByField() throws Exception {
        var explanation = DeltaExplanation.read(patch);

        assertThat(explanation.formatVersion()).isEqualTo(2);
        assertThat(explanation.base()).isEqualTo(Sha256.of(base));
        assertThat(explanation.baseBytes()).isEqualTo(24);
        assertThat(explanation.targetBytes()).isEqualTo(27);
        assertThat(explanation.patchBytes()).isEqualTo(GoldenDelta.PATCH.length);
        assertThat(explanation.overheadBytes()).isEqualTo(112 + 58);
        assertThat(explanation.sections())
                .containsExactly(
                        new SectionReport(
                                "graph",
                                "bytes",
                                "moves",
                                12,
                                24,
                                12,
                                "against the graph of the base; next best literal 21 bytes"),
                        new SectionReport(
                                "w",
                                "float",
                                "planes",
                                8,
                                17,
                                2,
                                "same name, dtype and shape; next best literal 20 bytes"),
                        new SectionReport("b", "int8", "same", 4, 0, 4, "identical: same name, dtype and shape"),
                        new SectionReport("n", "uint8", "literal", 3, 12, 3, "no counterpart in the base"));
    }

    @Test
    void isWhatOurWriterWritesButForTheCompression() throws Exception {
        try (var zstd = new ZstdFrames(1);
                var delta = DeltaReader.open(patch, zstd)) {
            var directory = DirectoryWriter.toBytes(delta.directory());

            assertThat(directory).isEqualTo(DeltaBytes.of(GoldenDelta.PATCH).directory());
        }
    }
}
