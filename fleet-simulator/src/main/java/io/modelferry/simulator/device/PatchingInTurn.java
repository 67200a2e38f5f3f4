package io.modelferry.simulator.device;

import io.modelferry.agent.slots.DeltaPatching;
import io.modelferry.agent.slots.Patching;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * Patches with the agent's own code, a few devices at a time: each would have a processor of its own, here they share one machine with
 * whatever they are a fleet for.
 */
final class PatchingInTurn implements Patching {

    private final Patching patching = new DeltaPatching();
    private final Semaphore turns;

    /** @param turns one for each device that may patch at this moment */
    PatchingInTurn(Semaphore turns) {
        this.turns = turns;
    }

    @Override
    public ArtifactDigest apply(Path base, Path delta, Target target) throws UpdateFailure, IOException {
        try {
            turns.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpdateFailure(FailureCode.INTERRUPTED, "the simulator stops");
        }
        try {
            return patching.apply(base, delta, target);
        } finally {
            turns.release();
        }
    }
}
