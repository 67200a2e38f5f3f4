package io.modelferry.delta.explain;

import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.SectionReport;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.codec.ZstdFrames;
import io.modelferry.delta.format.DeltaReader;
import io.modelferry.delta.format.Prologue;
import io.modelferry.delta.format.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a delta says about itself. Read from prologue and directory alone: it proves nothing about the body, nor that the digests hold.
 *
 * @param sections as in {@link io.modelferry.delta.DeltaReport}
 */
public record DeltaExplanation(
        int formatVersion,
        Sha256 base,
        Sha256 target,
        long baseBytes,
        long targetBytes,
        long patchBytes,
        List<SectionReport> sections) {

    private static final int ANY_LEVEL = 1;

    public DeltaExplanation {
        sections = List.copyOf(sections);
    }

    public static DeltaExplanation read(Path patch) throws MalformedDelta, IOException {
        try (var zstd = new ZstdFrames(ANY_LEVEL);
                var delta = DeltaReader.open(patch, zstd)) {
            var prologue = delta.prologue();
            return new DeltaExplanation(
                    Prologue.VERSION,
                    prologue.base(),
                    prologue.target(),
                    prologue.baseBytes(),
                    prologue.targetBytes(),
                    delta.patchBytes(),
                    delta.directory().all().stream().map(Section::report).toList());
        }
    }

    /** Bytes of the delta that belong to no section: prologue and directory. */
    public long overheadBytes() {
        return patchBytes
                - sections.stream().mapToLong(SectionReport::patchBytes).sum();
    }
}
