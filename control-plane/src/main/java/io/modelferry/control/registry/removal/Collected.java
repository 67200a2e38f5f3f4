package io.modelferry.control.registry.removal;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.modelferry.protocol.ArtifactDigest;
import java.util.List;

/**
 * What a look for garbage found, in the order of the digests.
 *
 * @param dryRun false if the files of {@code gone} are gone
 * @param gone what goes, or would go
 * @param waiting what nobody needs, but not for long enough
 * @param kept what somebody needs
 */
record Collected(boolean dryRun, List<Line> gone, List<Line> waiting, List<Line> kept) {

    Collected {
        gone = List.copyOf(gone);
        waiting = List.copyOf(waiting);
        kept = List.copyOf(kept);
    }

    /** @param why it goes, waits or stays */
    record Line(ArtifactDigest digest, long lengthBytes, String why) {}

    @JsonProperty
    long bytesWon() {
        return bytes(gone);
    }

    @JsonProperty
    long bytesWaiting() {
        return bytes(waiting);
    }

    @JsonProperty
    long bytesKept() {
        return bytes(kept);
    }

    private static long bytes(List<Line> lines) {
        return lines.stream().mapToLong(Line::lengthBytes).sum();
    }
}
