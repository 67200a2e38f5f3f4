package io.modelferry.agent.serving;

import io.modelferry.agent.inference.ModelRuntime.Answer;
import io.modelferry.agent.inference.Signature;
import io.modelferry.agent.inference.Tensor;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Responses of the protocol, written as streams. */
final class ResponseJson {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private ResponseJson() {}

    static byte[] inference(String model, String id, Answer answer, Set<String> wanted) throws Problem {
        for (var name : wanted) {
            if (!answer.outputs().containsKey(name)) {
                throw Problem.badRequest("the model has no output " + name);
            }
        }
        return object(json -> {
            json.writeStringProperty("model_name", model);
            json.writeStringProperty("model_version", answer.version());
            json.writeStringProperty("id", id);
            json.writeObjectPropertyStart("parameters");
            json.writeStringProperty("digest", answer.digest().hex());
            json.writeNumberProperty("latency_us", answer.latencyMicros());
            json.writeEndObject();
            json.writeArrayPropertyStart("outputs");
            answer.outputs().forEach((name, tensor) -> {
                if (wanted.isEmpty() || wanted.contains(name)) {
                    writeTensor(json, name, tensor);
                }
            });
            json.writeEndArray();
        });
    }

    private static void writeTensor(JsonGenerator json, String name, Tensor tensor) {
        json.writeStartObject();
        json.writeStringProperty("name", name);
        json.writeStringProperty("datatype", tensor.datatype().name());
        json.writeArrayPropertyStart("shape");
        for (var dimension : tensor.shape()) {
            json.writeNumber(dimension);
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("data");
        for (var i = 0; i < tensor.elements(); i++) {
            writeElement(json, tensor, i);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeElement(JsonGenerator json, Tensor tensor, int index) {
        switch (tensor.datatype()) {
            case BOOL -> json.writeBoolean(tensor.at(index) != 0);
            case FP32 -> json.writeNumber((float) tensor.at(index));
            case FP64 -> json.writeNumber(tensor.at(index));
            case UINT8, INT8, INT16, INT32 -> json.writeNumber((long) tensor.at(index));
            case INT64 -> json.writeNumber(tensor.data().getLong(index * Long.BYTES));
        }
    }

    static void writePorts(JsonGenerator json, String name, List<Signature.Port> ports) {
        json.writeArrayPropertyStart(name);
        for (var port : ports) {
            json.writeStartObject();
            json.writeStringProperty("name", port.name());
            json.writeStringProperty("datatype", port.datatype().name());
            json.writeArrayPropertyStart("shape");
            port.shape().forEach(json::writeNumber);
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Writes the properties of one JSON object. */
    interface Properties {
        void write(JsonGenerator json);
    }

    static byte[] object(Properties properties) {
        var out = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            properties.write(json);
            json.writeEndObject();
        }
        return out.toByteArray();
    }
}
