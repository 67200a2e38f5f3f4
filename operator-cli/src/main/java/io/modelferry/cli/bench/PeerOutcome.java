package io.modelferry.cli.bench;

import java.time.Duration;

/** What became of a pair in another program's hands. Only {@link Measured} counts in a comparison. */
sealed interface PeerOutcome {

    /**
     * Its patch, proven by its own patch program.
     *
     * @param took   for making the patch, wall clock
     * @param sliced whether the files were cut first because the program could not take them whole
     */
    record Measured(long bytes, Duration took, boolean sliced) implements PeerOutcome {}

    record TimedOut(Duration limit) implements PeerOutcome {}

    /** Not tried, by the bench's own rule. */
    record TooLong(long limitBytes) implements PeerOutcome {}

    record Failed(String reason) implements PeerOutcome {}
}
