package io.modelferry.agent.inference;

import io.modelferry.agent.inference.InferenceRefused.NoSuchModel;
import io.modelferry.agent.inference.InferenceRefused.Overloaded;
import io.modelferry.agent.inference.ModelRuntime.Answer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request's place, taken before its body is read: there are only so many, so what waits is bounded. */
public final class Place implements AutoCloseable {

    private final Admission admission;
    private final Endpoint endpoint;
    private final AtomicBoolean left = new AtomicBoolean();

    Place(Admission admission, Endpoint endpoint) {
        this.admission = admission;
        this.endpoint = endpoint;
    }

    /** Of what answers now; a swap may change it before the inference. */
    public Signature signature() throws NoSuchModel {
        return endpoint.describedOrThrow().session().signature();
    }

    /**
     * @param requestId by which ground truth may come back later
     * @param inputs by name, every input of the model
     */
    public Answer infer(String requestId, Map<String, Tensor> inputs) throws InferenceRefused {
        return admission.infer(endpoint, requestId, inputs);
    }

    /** The request has a place, but something else that it needs is used up: counted as rejected. */
    public Overloaded overloaded(String why) {
        return admission.overloaded(endpoint, why);
    }

    @Override
    public void close() {
        if (left.compareAndSet(false, true)) {
            admission.leave();
        }
    }
}
