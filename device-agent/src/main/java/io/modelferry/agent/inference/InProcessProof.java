package io.modelferry.agent.inference;

import ai.onnxruntime.OrtException;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.Needs;
import org.jspecify.annotations.Nullable;

/**
 * Proves a file in this process: what a proving process does inside, and enough for devices that are simulated. A model that
 * crashes or hangs here takes the process along.
 */
public final class InProcessProof implements Proving {

    private final OnnxModels models;
    private final Memory memory;
    private final Ticks ticks;

    /** @param ticks latencies are measured with these */
    public InProcessProof(SessionSettings settings, Memory memory, Ticks ticks) {
        this.models = new OnnxModels(settings);
        this.memory = memory;
        this.ticks = ticks;
    }

    @Override
    public Proven prove(ProofRequest request, Cancellation cancellation) throws UpdateFailure {
        cancellation.check();
        requireOffered(request.needs());
        KnownOperators.requireKnownOpset(request.opset());
        SelfContained.require(request.model());
        KnownOperators.require(request.model());
        try {
            var loaded = models.load(request.model());
            try {
                cancellation.check();
                return require(request, loaded);
            } finally {
                loaded.session().release();
            }
        } catch (UpdateFailure e) {
            throw e.getCause() instanceof OrtException cause && OnnxModels.wantsMemory(cause)
                    ? new UpdateFailure(FailureCode.PROBE_CRASHED, "out of memory: " + e.detail(), e)
                    : e;
        }
    }

    private Proven require(ProofRequest request, OnnxModels.Loaded loaded) throws UpdateFailure {
        var replaced = request.replaced();
        if (replaced != null) {
            Replacement.require(replaced, loaded.session().signature());
        }
        var acceptance = request.acceptance();
        var set = request.set();
        if (acceptance == null || set == null) {
            FirstRun.of(loaded.session());
            return Proven.NO_PROFILE;
        }
        return AcceptanceRun.require(loaded, set, acceptance, ticks);
    }

    private void requireOffered(@Nullable Needs needs) throws UpdateFailure {
        if (needs == null) {
            return;
        }
        var bytes = needs.memoryBytes();
        var available = memory.availableBytes();
        if (bytes != null && bytes > available) {
            throw new UpdateFailure(
                    FailureCode.INCOMPATIBLE, "it needs %d bytes of memory, %d are left".formatted(bytes, available));
        }
        var providers = needs.providers();
        if (providers != null && !providers.isEmpty() && providers.stream().noneMatch(InProcessProof::offered)) {
            throw new UpdateFailure(
                    FailureCode.INCOMPATIBLE,
                    "it needs one of %s, the runtime offers %s".formatted(providers, OnnxModels.providers()));
        }
    }

    private static boolean offered(String provider) {
        return ExecutionProviders.missing(provider, ExecutionProviders.offered())
                .isEmpty();
    }
}
