package io.modelferry.delta;

import java.util.List;

/**
 * What a generated delta is and holds.
 *
 * @param patch    digest of the delta file itself
 * @param sections in the order of the target file; {@code graph}, if there is one, first
 */
public record DeltaReport(
        Sha256 base,
        Sha256 target,
        Sha256 patch,
        long baseBytes,
        long targetBytes,
        long patchBytes,
        List<SectionReport> sections) {

    public DeltaReport {
        sections = List.copyOf(sections);
    }

    /** Bytes of the delta that belong to no section: prologue and directory. */
    public long overheadBytes() {
        return patchBytes
                - sections.stream().mapToLong(SectionReport::patchBytes).sum();
    }
}
