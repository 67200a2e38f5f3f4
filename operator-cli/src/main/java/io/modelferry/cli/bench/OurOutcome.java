package io.modelferry.cli.bench;

import java.time.Duration;

/** What became of a pair in our hands. */
sealed interface OurOutcome {

    /**
     * Every output was compared with the new file, byte for byte.
     *
     * @param diff      median wall clock for making the patch in this JVM, digests included
     * @param apply     median wall clock for applying it in this JVM, digests and flushing included
     * @param diffOnce  in a JVM of its own with a server's heap
     * @param applyOnce in a JVM of its own with a device's heap
     */
    record Measured(long bytes, Duration diff, Duration apply, Lean diffOnce, Lean applyOnce) implements OurOutcome {}

    record Failed(String reason) implements OurOutcome {}

    /**
     * One run in a JVM with a small heap.
     *
     * @param peakAnonBytes greatest anonymous resident memory seen; 0 where the system does not tell
     */
    record Lean(String heap, boolean sufficed, long peakAnonBytes) {}
}
