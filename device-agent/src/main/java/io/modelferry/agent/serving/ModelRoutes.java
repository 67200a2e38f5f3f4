package io.modelferry.agent.serving;

import io.modelferry.agent.inference.InferenceRefused;
import io.modelferry.agent.inference.ModelRuntime;
import io.modelferry.agent.inference.ModelRuntime.Served;
import io.modelferry.agent.inference.Place;
import io.modelferry.protocol.ModelName;
import java.util.function.Supplier;

/** What can be asked of one model. */
final class ModelRoutes {

    private static final int MAX_REQUEST_ID = 128;

    private final ModelRuntime runtime;
    private final Feedback feedback;
    private final Supplier<String> requestIds;

    /** @param requestIds names for requests whose caller gave none */
    ModelRoutes(ModelRuntime runtime, Feedback feedback, Supplier<String> requestIds) {
        this.runtime = runtime;
        this.feedback = feedback;
        this.requestIds = requestIds;
    }

    byte[] infer(ModelName model, Place place, byte[] body) throws Problem, InferenceRefused {
        var request = RequestJson.request(body);
        var id = request.id() == null ? requestIds.get() : request.id();
        if (id.length() > MAX_REQUEST_ID) {
            throw Problem.badRequest("an id longer than " + MAX_REQUEST_ID + " characters");
        }
        var answer = place.infer(id, request.inputs());
        return ResponseJson.inference(model.value(), id, answer, request.outputs());
    }

    byte[] feedback(ModelName model, byte[] body) throws Problem {
        var label = RequestJson.label(body);
        if (!feedback.labelled(model, label.requestId(), label.label())) {
            throw new Problem(Problem.NOT_FOUND, "no prediction waits for a label under that request_id");
        }
        return ResponseJson.object(json -> json.writeBooleanProperty("accepted", true));
    }

    byte[] metadata(ModelName model) throws Problem {
        var served = served(model);
        return ResponseJson.object(json -> {
            json.writeStringProperty("name", model.value());
            json.writeArrayPropertyStart("versions");
            json.writeString(served.slot().version().value());
            json.writeEndArray();
            json.writeStringProperty("platform", "onnxruntime_onnx");
            ResponseJson.writePorts(json, "inputs", served.signature().inputs());
            ResponseJson.writePorts(json, "outputs", served.signature().outputs());
            json.writeObjectPropertyStart("parameters");
            json.writeStringProperty("digest", served.slot().digest().hex());
            json.writeStringProperty("variant", served.slot().variant());
            json.writeEndObject();
        });
    }

    /** @param pauseSeconds after which a caller may ask again, if the model is being replaced */
    byte[] ready(ModelName model, int pauseSeconds) throws Problem {
        if (served(model).paused()) {
            throw Problem.busy(model + " is being replaced", pauseSeconds);
        }
        return ResponseJson.object(json -> {
            json.writeStringProperty("name", model.value());
            json.writeBooleanProperty("ready", true);
        });
    }

    byte[] statistics(ModelName model) throws Problem {
        var served = served(model);
        var statistics = runtime.statistics(model).orElseThrow(() -> notServed(model));
        var health = statistics.health();
        return ResponseJson.object(json -> {
            json.writeStringProperty("name", model.value());
            json.writeStringProperty("version", served.slot().version().value());
            json.writeStringProperty("digest", served.slot().digest().hex());
            json.writeNumberProperty("inferences", health.inferences());
            json.writeNumberProperty("errors", health.errors());
            json.writeNumberProperty("failed_in_swap", statistics.failedInSwap());
            json.writeNumberProperty("rejected", statistics.rejected());
            json.writeNumberProperty("labelled", health.labelled());
            json.writeNumberProperty("correct", health.correct());
            json.writeObjectPropertyStart("latency_us");
            json.writeNumberProperty("p50", statistics.medianMicros());
            json.writeNumberProperty("p95", health.p95Micros());
            json.writeNumberProperty("p99", statistics.p99Micros());
            json.writeEndObject();
            json.writeBooleanProperty("in_swap", statistics.swapping());
        });
    }

    /** @throws Problem 404 unless exactly this version answers now */
    void requireVersion(ModelName model, String version) throws Problem {
        if (!served(model).slot().version().value().equals(version)) {
            throw new Problem(Problem.NOT_FOUND, "version " + version + " does not answer here now");
        }
    }

    private Served served(ModelName model) throws Problem {
        return runtime.served(model).orElseThrow(() -> notServed(model));
    }

    private static Problem notServed(ModelName model) {
        return new Problem(Problem.NOT_FOUND, "no model " + model + " is served here");
    }
}
