package io.modelferry.control.delta;

import io.modelferry.delta.SectionReport;
import io.modelferry.protocol.ArtifactDigest;
import java.time.Duration;
import java.util.List;

/**
 * A delta that was computed and replayed.
 *
 * @param delta digest of the delta file
 * @param applyTime of the replay on the control plane's own CPU
 */
record Measured(
        ArtifactDigest delta,
        long lengthBytes,
        Duration generateTime,
        Duration applyTime,
        List<SectionReport> sections) {

    Measured {
        sections = List.copyOf(sections);
    }
}
