package io.modelferry.agent.slots;

import io.modelferry.agent.update.UpdateFailure;
import java.io.IOException;
import java.nio.file.Path;

/** Makes a file from another one and a delta. */
@FunctionalInterface
public interface Patching {

    /**
     * @param target does not exist; left nowhere on failure
     * @throws UpdateFailure BASE_MISMATCH, DELTA_MALFORMED or RESULT_MISMATCH
     */
    void apply(Path base, Path delta, Path target) throws UpdateFailure, IOException;
}
