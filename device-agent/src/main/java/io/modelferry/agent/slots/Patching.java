package io.modelferry.agent.slots;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.nio.file.Path;

/** Makes a file from another one and a delta. */
@FunctionalInterface
public interface Patching {

    /**
     * What is to be made.
     *
     * @param staged where it goes; what a power cut left there may be taken up, after a failure it is worth nothing
     * @param mostBytes the signed length: a byte more is a wrong result, and is not written
     */
    record Target(Path staged, long mostBytes, Cancellation cancellation) {}

    /**
     * @return digest of what was made, from the bytes as they lie in {@code target.staged}
     * @throws UpdateFailure BASE_MISMATCH, DELTA_MALFORMED or RESULT_MISMATCH, or INTERRUPTED soon after the cancellation
     */
    ArtifactDigest apply(Path base, Path delta, Target target) throws UpdateFailure, IOException;
}
