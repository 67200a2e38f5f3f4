package io.modelferry.agent.inference;

import ai.onnxruntime.OrtException;
import io.modelferry.agent.inference.InferenceRefused.BadInput;
import io.modelferry.agent.inference.InferenceRefused.ModelFailed;
import io.modelferry.agent.inference.InferenceRefused.NoSuchModel;
import io.modelferry.agent.inference.InferenceRefused.Overloaded;
import io.modelferry.agent.update.ModelHost;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers inferences, in process: the API that applications embed and that {@code agent.serving} puts on loopback.
 *
 * <p>At most {@link Limits#concurrent} requests run at once; a few more wait, the rest are refused at once.
 */
public final class ModelRuntime implements ModelHost, AutoCloseable {

    /**
     * @param threads of one session run
     * @param concurrent runs at once
     * @param patienceMillis how long a request waits for its turn
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

    /** What answers under a name now. */
    public record Served(ModelName model, Slot slot, Signature signature, Health health) {}

    private static final long NANOS_PER_MICRO = 1000;

    private final OnnxModels models;
    private final Function<ArtifactDigest, Path> files;
    private final InferenceListener listener;
    private final Limits limits;
    private final Proving proving;
    private final Semaphore turns;
    private final Semaphore places;
    private final Map<ModelName, AtomicReference<@Nullable ServedModel>> served = new ConcurrentHashMap<>();
    private final Map<ModelName, Boolean> swapping = new ConcurrentHashMap<>();

    /** @param files where a digest's file stands */
    public ModelRuntime(Function<ArtifactDigest, Path> files, InferenceListener listener, Limits limits) {
        this(files, listener, limits, SessionSettings.threads(limits.threads()));
    }

    private ModelRuntime(
            Function<ArtifactDigest, Path> files, InferenceListener listener, Limits limits, SessionSettings settings) {
        this(files, listener, limits, settings, new InProcessProof(settings, Memory.ofThisMachine(), Ticks.REAL));
    }

    /**
     * @param settings of every session
     * @param proving where candidates are proven
     */
    public ModelRuntime(
            Function<ArtifactDigest, Path> files,
            InferenceListener listener,
            Limits limits,
            SessionSettings settings,
            Proving proving) {
        this.models = new OnnxModels(settings);
        this.proving = proving;
        this.files = files;
        this.listener = listener;
        this.limits = limits;
        this.turns = new Semaphore(limits.concurrent(), true);
        this.places = new Semaphore(limits.concurrent() + limits.waiting());
    }

    /**
     * @param requestId by which ground truth may come back later
     * @param inputs by name, every input of the model
     */
    public Answer infer(ModelName model, String requestId, Map<String, Tensor> inputs) throws InferenceRefused {
        var current = lease(model);
        try {
            requireFit(current.session().signature(), inputs);
            takeTurn(model, current);
            try {
                return run(model, current, requestId, inputs);
            } finally {
                turns.release();
                places.release();
            }
        } finally {
            current.session().release();
        }
    }

    private ServedModel lease(ModelName model) throws NoSuchModel {
        for (var now = now(model); now != null; now = now(model)) {
            if (now.session().lease()) {
                return now;
            }
        }
        throw new NoSuchModel("no model " + model + " is served here");
    }

    private @Nullable ServedModel now(ModelName model) {
        var slot = served.get(model);
        return slot == null ? null : slot.get();
    }

    private static void requireFit(Signature signature, Map<String, Tensor> inputs) throws BadInput {
        for (var port : signature.inputs()) {
            var given = inputs.get(port.name());
            if (given == null || given.datatype() != port.datatype() || !fits(port.shape(), given.shape())) {
                throw new BadInput("input %s must be %s %s".formatted(port.name(), port.datatype(), port.shape()));
            }
        }
        if (inputs.size() != signature.inputs().size()) {
            throw new BadInput(
                    "the model has %d inputs".formatted(signature.inputs().size()));
        }
    }

    private static boolean fits(List<Long> declared, long[] given) {
        if (declared.size() != given.length) {
            return false;
        }
        for (var i = 0; i < given.length; i++) {
            if (declared.get(i) >= 0 && declared.get(i) != given[i]) {
                return false;
            }
        }
        return true;
    }

    private void takeTurn(ModelName model, ServedModel current) throws Overloaded {
        if (!places.tryAcquire()) {
            throw overloaded(model, current);
        }
        try {
            if (turns.tryAcquire(limits.patienceMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        places.release();
        throw overloaded(model, current);
    }

    private Overloaded overloaded(ModelName model, ServedModel current) {
        listener.rejected(model, current.slot().digest());
        return new Overloaded("more requests than this device answers");
    }

    private Answer run(ModelName model, ServedModel current, String requestId, Map<String, Tensor> inputs)
            throws ModelFailed {
        var digest = current.slot().digest();
        try {
            var began = System.nanoTime();
            var outputs = current.session().run(inputs);
            var micros = (System.nanoTime() - began) / NANOS_PER_MICRO;
            if (!outputs.values().stream().allMatch(Tensor::finite)) {
                throw failed(model, current, "the model answered with something that is no number");
            }
            var predictions = Prediction.of(outputs.values().iterator().next());
            current.answered();
            listener.answered(new InferenceListener.Answered(model, digest, requestId, micros, predictions));
            return new Answer(
                    digest,
                    current.slot().version().value(),
                    outputs,
                    micros,
                    current.session().signature());
        } catch (OrtException e) {
            throw failed(model, current, OnnxModels.firstLine(e));
        }
    }

    private ModelFailed failed(ModelName model, ServedModel current, String why) {
        current.failed();
        listener.failed(model, current.slot().digest(), swapping.containsKey(model));
        return new ModelFailed(why);
    }

    @Override
    public void probe(Candidate candidate) throws UpdateFailure {
        var signed = candidate.signed();
        var acceptance = signed.acceptance();
        var set = acceptance == null ? null : files.apply(acceptance.digest());
        var replaced = served(candidate.model()).map(Served::signature).orElse(null);
        proving.prove(
                new ProofRequest(
                        files.apply(signed.digest()), signed.opset(), signed.needs(), acceptance, set, replaced),
                candidate.cancellation());
    }

    @Override
    public Swap serve(ModelName model, Slot slot) throws UpdateFailure {
        swapping.put(model, true);
        try {
            var began = System.nanoTime();
            var next = new ServedModel(slot, models.open(files.apply(slot.digest())));
            var load = (System.nanoTime() - began) / NANOS_PER_MICRO;
            listener.swapped(model, slot.digest());
            replace(model, next);
            return new Swap(load, 0, "CPU", "the only one asked for");
        } finally {
            swapping.remove(model);
        }
    }

    @Override
    public void retire(ModelName model) {
        replace(model, null);
    }

    private void replace(ModelName model, @Nullable ServedModel next) {
        var before = served.computeIfAbsent(model, _ -> new AtomicReference<>()).getAndSet(next);
        if (before != null) {
            before.session().release(); // closes now, or when the last request that leased it is answered
        }
    }

    @Override
    public Health health(ModelName model) {
        return served(model).map(Served::health).orElse(Health.NONE);
    }

    public Optional<Served> served(ModelName model) {
        return Optional.ofNullable(now(model))
                .map(now -> new Served(model, now.slot(), now.session().signature(), now.health()));
    }

    public List<Served> all() {
        return served.keySet().stream()
                .sorted()
                .flatMap(model -> served(model).stream())
                .toList();
    }

    /** Of ONNX Runtime. */
    public String version() {
        return models.version();
    }

    /** Execution providers that ONNX Runtime really offers here. */
    public List<String> providers() {
        return OnnxModels.providers();
    }

    /** Nothing new is answered; sessions close as their last requests return. */
    @Override
    public void close() {
        served.keySet().forEach(this::retire);
    }
}
