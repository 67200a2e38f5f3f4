package io.modelferry.agent.slots;

import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.delta.BaseMismatch;
import io.modelferry.delta.DeltaException;
import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.Progress;
import io.modelferry.delta.ResultMismatch;
import io.modelferry.delta.apply.DeltaApplier;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.nio.file.Path;

/** Patches with the delta engine: the same code with which the server replayed the delta before it offered it. */
public final class DeltaPatching implements Patching {

    private final DeltaApplier applier = new DeltaApplier();
    private final AgentFs fs;

    /** On the machine's own disk. */
    public DeltaPatching() {
        this(AgentFs.REAL);
    }

    /** @param fs where results are written; base and delta are read as the machine's files */
    public DeltaPatching(AgentFs fs) {
        this.fs = fs;
    }

    @Override
    public ArtifactDigest apply(Path base, Path delta, Target target) throws UpdateFailure, IOException {
        try (var result = new StagedResult(fs, target)) {
            var applied = applier.rebuild(base, delta, result, Progress.NONE);
            result.sync();
            return new ArtifactDigest(applied.target().hex());
        } catch (StagedResult.Stopped e) {
            throw e.failure();
        } catch (DeltaException e) {
            throw new UpdateFailure(code(e), String.valueOf(e.getMessage()), e);
        }
    }

    private static FailureCode code(DeltaException failure) {
        return switch (failure) {
            case BaseMismatch _ -> FailureCode.BASE_MISMATCH;
            case MalformedDelta _ -> FailureCode.DELTA_MALFORMED;
            case ResultMismatch _ -> FailureCode.RESULT_MISMATCH;
        };
    }
}
