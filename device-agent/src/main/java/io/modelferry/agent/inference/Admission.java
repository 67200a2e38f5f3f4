package io.modelferry.agent.inference;

import ai.onnxruntime.OrtException;
import io.modelferry.agent.inference.InferenceRefused.BadInput;
import io.modelferry.agent.inference.InferenceRefused.ModelFailed;
import io.modelferry.agent.inference.InferenceRefused.NoSuchModel;
import io.modelferry.agent.inference.InferenceRefused.Overloaded;
import io.modelferry.agent.inference.InferenceRefused.Paused;
import io.modelferry.agent.inference.ModelRuntime.Answer;
import io.modelferry.agent.inference.ModelRuntime.Limits;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The way of a request: a place, then a turn, then a lease of what answers. All models share the places and the turns. */
final class Admission {

    private static final long NANOS_PER_MICRO = 1000;

    private final InferenceListener listener;
    private final Limits limits;
    private final Semaphore turns;
    private final Semaphore places;

    Admission(InferenceListener listener, Limits limits) {
        this.listener = listener;
        this.limits = limits;
        this.turns = new Semaphore(limits.concurrent(), true);
        this.places = new Semaphore(limits.concurrent() + limits.waiting());
    }

    Place enter(Endpoint endpoint) throws NoSuchModel, Overloaded {
        endpoint.describedOrThrow();
        if (!places.tryAcquire()) {
            throw overloaded(endpoint, "more requests than this device answers");
        }
        return new Place(this, endpoint);
    }

    void leave() {
        places.release();
    }

    Overloaded overloaded(Endpoint endpoint, String why) {
        rejected(endpoint);
        return new Overloaded(why);
    }

    private void rejected(Endpoint endpoint) {
        var described = endpoint.described();
        if (described != null) {
            described.tally().rejected();
            listener.rejected(endpoint.model(), described.slot().digest());
        }
    }

    /** Within the patience: waits for a pause to end and for a turn, and looks again if a swap came between. */
    Answer infer(Endpoint endpoint, String requestId, Map<String, Tensor> inputs) throws InferenceRefused {
        var deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.patienceMillis());
        while (true) {
            var current = awaitModel(endpoint, deadline);
            requireFit(current.session().signature(), inputs);
            takeTurn(endpoint, deadline);
            try {
                if (current.session().lease()) {
                    return runLeased(endpoint, current, requestId, inputs);
                }
            } finally {
                turns.release();
            }
        }
    }

    private ServedModel awaitModel(Endpoint endpoint, long deadline) throws NoSuchModel, Paused {
        try {
            return endpoint.await(deadline);
        } catch (Paused e) {
            rejected(endpoint);
            throw e;
        }
    }

    private static void requireFit(Signature signature, Map<String, Tensor> inputs) throws BadInput {
        for (var port : signature.inputs()) {
            var given = inputs.get(port.name());
            if (given == null || given.datatype() != port.datatype() || !port.fits(given.shape())) {
                throw new BadInput("input %s must be %s %s".formatted(port.name(), port.datatype(), port.shape()));
            }
        }
        if (inputs.size() != signature.inputs().size()) {
            throw new BadInput(
                    "the model has %d inputs".formatted(signature.inputs().size()));
        }
    }

    private void takeTurn(Endpoint endpoint, long deadline) throws Overloaded {
        try {
            if (turns.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw overloaded(endpoint, "more requests than this device answers");
    }

    private Answer runLeased(Endpoint endpoint, ServedModel current, String requestId, Map<String, Tensor> inputs)
            throws ModelFailed {
        try {
            return run(endpoint, current, requestId, inputs);
        } catch (OrtException e) {
            throw failed(endpoint, current, OnnxModels.firstLine(e));
        } finally {
            current.session().release();
        }
    }

    private Answer run(Endpoint endpoint, ServedModel current, String requestId, Map<String, Tensor> inputs)
            throws OrtException, ModelFailed {
        var began = System.nanoTime();
        var outputs = current.session().run(inputs);
        var micros = (System.nanoTime() - began) / NANOS_PER_MICRO;
        if (!outputs.values().stream().allMatch(Tensor::finite)) {
            throw failed(endpoint, current, "the model answered with something that is no number");
        }
        var slot = current.slot();
        var predictions = Prediction.of(outputs.values().iterator().next());
        current.tally().answered(micros, predictions);
        listener.answered(
                new InferenceListener.Answered(endpoint.model(), slot.digest(), requestId, micros, predictions));
        var shadow = endpoint.shadow();
        if (shadow != null) {
            shadow.offer(inputs, outputs);
        }
        return new Answer(
                slot.digest(),
                slot.version().value(),
                outputs,
                micros,
                current.session().signature());
    }

    private ModelFailed failed(Endpoint endpoint, ServedModel current, String why) {
        current.tally().failed(endpoint.swapping());
        listener.failed(endpoint.model(), current.slot().digest(), endpoint.swapping());
        return new ModelFailed(why);
    }
}
