package io.modelferry.agent.inference;

import io.modelferry.agent.inference.InferenceRefused.NoSuchModel;
import io.modelferry.agent.inference.InferenceRefused.Overloaded;
import io.modelferry.agent.update.ModelHost;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.Shadow;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.AcceptanceResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Answers inferences, in process: the API that applications embed and that {@code agent.serving} puts on loopback.
 *
 * <p>At most {@link Limits#concurrent} requests run at once; a few more wait, the rest are refused at once.
 */
public final class ModelRuntime implements ModelHost, AutoCloseable {

    /** Newest version of the default ONNX domain that models may ask for. */
    public static final int NEWEST_OPSET = KnownOperators.NEWEST_OPSET;

    /**
     * @param threads of one session run
     * @param concurrent runs at once
     * @param patienceMillis how long a request waits for its turn, or for the end of a pause
     * @param waiting requests that may wait
     */
    public record Limits(int threads, int concurrent, int waiting, long patienceMillis) {}

    /** One answer. {@code digest} names the file that gave it, whatever swap happens meanwhile. */
    public record Answer(
            ArtifactDigest digest,
            String version,
            Map<String, Tensor> outputs,
            long latencyMicros,
            Signature signature) {}

    /**
     * What answers under a name now.
     *
     * @param paused while it is being replaced and nothing answers
     */
    public record Served(ModelName model, Slot slot, Signature signature, boolean paused) {}

    /**
     * Since the file began to serve.
     *
     * @param rejected requests that were refused because there were too many, or in a pause
     * @param failedInSwap errors while a swap of the model was under way
     * @param medianMicros of the session run, like {@code p99Micros}
     * @param swapping whether a swap is under way
     */
    public record Statistics(
            Health health, long rejected, long failedInSwap, long medianMicros, long p99Micros, boolean swapping) {}

    private final OnnxModels models;
    private final Function<ArtifactDigest, Path> files;
    private final InferenceListener listener;
    private final Proving proving;
    private final Ticks ticks;
    private final Sessions sessions;
    private final Swaps swaps;
    private final Admission admission;
    private final Map<ModelName, Endpoint> endpoints = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * What a runtime stands on.
     *
     * @param sessions settings of every session
     * @param proving where candidates are proven
     * @param ticks what a candidate in shadow may use is measured with these
     * @param memory decides whether two sessions fit beside each other
     */
    public record Ground(SessionSettings sessions, Proving proving, Ticks ticks, Memory memory) {

        /** This machine, and candidates proven in this process. */
        public static Ground inProcess(int threads) {
            var settings = SessionSettings.threads(threads);
            var memory = Memory.ofThisMachine();
            return new Ground(settings, new InProcessProof(settings, memory, Ticks.REAL), Ticks.REAL, memory);
        }
    }

    /** @param files where a digest's file stands */
    public ModelRuntime(Function<ArtifactDigest, Path> files, InferenceListener listener, Limits limits) {
        this(files, listener, limits, Ground.inProcess(limits.threads()));
    }

    /** @param files where a digest's file stands */
    public ModelRuntime(
            Function<ArtifactDigest, Path> files, InferenceListener listener, Limits limits, Ground ground) {
        this.models = new OnnxModels(ground.sessions());
        this.proving = ground.proving();
        this.files = files;
        this.listener = listener;
        this.ticks = ground.ticks();
        this.sessions = new Sessions(models, files, ground.memory());
        this.swaps = new Swaps(sessions, listener);
        this.admission = new Admission(listener, limits);
    }

    /**
     * @param requestId by which ground truth may come back later
     * @param inputs by name, every input of the model
     */
    public Answer infer(ModelName model, String requestId, Map<String, Tensor> inputs) throws InferenceRefused {
        try (var place = enter(model)) {
            return place.infer(requestId, inputs);
        }
    }

    /** For a request whose inputs are yet to be read: whoever got a place closes it. */
    public Place enter(ModelName model) throws NoSuchModel, Overloaded {
        return admission.enter(
                endpoint(model).orElseThrow(() -> new NoSuchModel("no model " + model + " is served here")));
    }

    /** The true class of an earlier inference came back: it counts for the file that gave the answer, while that serves. */
    public void labelled(ModelName model, ArtifactDigest digest, boolean right) {
        endpoint(model)
                .map(Endpoint::described)
                .filter(now -> now.slot().digest().equals(digest))
                .ifPresent(now -> now.tally().labelled(right));
    }

    @Override
    public Optional<AcceptanceResult> probe(Candidate candidate) throws UpdateFailure {
        var signed = candidate.signed();
        var acceptance = signed.acceptance();
        var set = acceptance == null ? null : files.apply(acceptance.digest());
        var replaced = served(candidate.model()).map(Served::signature).orElse(null);
        var proven = proving.prove(
                new ProofRequest(
                        files.apply(signed.digest()), signed.opset(), signed.needs(), acceptance, set, replaced),
                candidate.cancellation());
        if (!proven.classCounts().isEmpty()) {
            listener.proven(candidate.model(), signed.digest(), proven.classCounts());
        }
        return proven.result();
    }

    @Override
    public Swap serve(ModelName model, Slot slot) throws UpdateFailure {
        var endpoint = endpoints.computeIfAbsent(model, Endpoint::new);
        synchronized (endpoint) {
            requireOpen();
            endpoint.swapping(true);
            try {
                return swaps.serve(endpoint, slot);
            } finally {
                endpoint.swapping(false);
            }
        }
    }

    @Override
    public void retire(ModelName model) {
        endpoint(model).ifPresent(endpoint -> {
            synchronized (endpoint) {
                endpoint.shadow(null);
                Swaps.release(endpoint.retire());
            }
        });
    }

    @Override
    public Health health(ModelName model) {
        return statistics(model).map(Statistics::health).orElse(Health.NONE);
    }

    @Override
    public void beginShadow(ModelName model, Slot slot, Shadow plan) throws UpdateFailure {
        var endpoint = endpoints.computeIfAbsent(model, Endpoint::new);
        synchronized (endpoint) {
            requireOpen();
            endpoint.shadow(null);
            var candidate = swaps.openBeside(endpoint, slot);
            endpoint.shadow(new ShadowLane(model, slot, candidate, plan, ticks, listener));
        }
    }

    @Override
    public Compared compared(ModelName model) {
        return endpoint(model).map(Endpoint::shadow).map(ShadowLane::compared).orElse(Compared.NONE);
    }

    @Override
    public void endShadow(ModelName model) {
        endpoint(model).ifPresent(endpoint -> {
            synchronized (endpoint) {
                endpoint.shadow(null);
            }
        });
    }

    private void requireOpen() throws UpdateFailure {
        if (closed) {
            throw new UpdateFailure(FailureCode.INTERRUPTED, "the agent stops");
        }
    }

    public Optional<Served> served(ModelName model) {
        return endpoint(model).flatMap(Endpoint::served);
    }

    public Optional<Statistics> statistics(ModelName model) {
        return endpoint(model).flatMap(Endpoint::statistics);
    }

    private Optional<Endpoint> endpoint(ModelName model) {
        return Optional.ofNullable(endpoints.get(model));
    }

    public List<Served> all() {
        return endpoints.keySet().stream()
                .sorted()
                .flatMap(model -> served(model).stream())
                .toList();
    }

    /** Sessions that hold memory: those that answer, those in shadow, and those on their way out. */
    public int openSessions() {
        return sessions.open();
    }

    /** Of ONNX Runtime. */
    public String version() {
        return models.version();
    }

    /** Execution providers that ONNX Runtime really offers here. */
    public List<String> providers() {
        return OnnxModels.providers();
    }

    /** Nothing new is answered; sessions close as their last requests return, which is waited for a few seconds. */
    @Override
    public void close() {
        closed = true;
        endpoints.keySet().forEach(this::retire);
        sessions.close();
    }
}
