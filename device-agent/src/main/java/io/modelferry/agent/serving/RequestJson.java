package io.modelferry.agent.serving;

import io.modelferry.agent.inference.Datatype;
import io.modelferry.agent.inference.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Requests of the protocol, read as streams: numbers go straight into a tensor's buffer where its shape stands first.
 *
 * @see <a href="https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md">Open
 *     Inference Protocol, REST</a>
 */
final class RequestJson {

    private static final int MAX_DEPTH = 16;
    private static final int MAX_TENSORS = 64;
    private static final int MAX_DIMENSIONS = 16;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    /**
     * @param id null if the caller gave none
     * @param outputs the names asked for; empty means all
     */
    record Request(@Nullable String id, Map<String, Tensor> inputs, Set<String> outputs) {}

    /** Ground truth of an earlier request: the index of its true class. */
    record Label(String requestId, int label) {}

    private RequestJson() {}

    /** @throws Problem 400 for anything that is not a request of the protocol */
    static Request request(byte[] body) throws Problem {
        try (var json = JSON.createParser(ObjectReadContext.empty(), body)) {
            return request(json, body.length / 2 + 1); // a number takes a digit and a comma
        } catch (JacksonException e) {
            throw Problem.badRequest("not JSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(String.valueOf(e.getMessage()));
        }
    }

    /** The way of Triton and KServe to put raw tensors behind the JSON. */
    static Problem binary() {
        return Problem.badRequest("the binary tensor extension is not served here: send and ask for JSON data");
    }

    private static Request request(JsonParser json, int maxElements) throws Problem {
        expect(json.nextToken(), JsonToken.START_OBJECT, "the request must be an object");
        String id = null;
        var inputs = new LinkedHashMap<String, Tensor>();
        var outputs = new LinkedHashSet<String>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = json.currentName();
            json.nextToken();
            switch (name) {
                case "id" -> id = text(json, "id");
                case "inputs" -> readInputs(json, inputs, maxElements);
                case "outputs" -> readOutputs(json, outputs);
                case "parameters" -> readParameters(json);
                default -> json.skipChildren();
            }
        }
        if (inputs.isEmpty()) {
            throw Problem.badRequest("the request has no inputs");
        }
        return new Request(id, inputs, outputs);
    }

    private static void readInputs(JsonParser json, Map<String, Tensor> inputs, int maxElements) throws Problem {
        expect(json.currentToken(), JsonToken.START_ARRAY, "inputs must be an array");
        while (json.nextToken() == JsonToken.START_OBJECT) {
            readInput(json, inputs, maxElements);
            if (inputs.size() > MAX_TENSORS) {
                throw Problem.badRequest("more than " + MAX_TENSORS + " inputs");
            }
        }
    }

    private static void readInput(JsonParser json, Map<String, Tensor> inputs, int maxElements) throws Problem {
        var draft = new TensorDraft(maxElements);
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = json.currentName();
            json.nextToken();
            switch (name) {
                case "name" -> draft.named(text(json, "name"));
                case "datatype" -> draft.of(datatype(text(json, "datatype")));
                case "shape" -> draft.shaped(shape(json));
                case "data" -> draft.read(json);
                case "parameters" -> readParameters(json);
                default -> json.skipChildren();
            }
        }
        if (inputs.put(draft.name(), draft.tensor()) != null) {
            throw Problem.badRequest("input " + draft.name() + " stands there twice");
        }
    }

    private static void readOutputs(JsonParser json, Set<String> outputs) throws Problem {
        expect(json.currentToken(), JsonToken.START_ARRAY, "outputs must be an array");
        while (json.nextToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "name" -> outputs.add(text(json, "name"));
                    case "parameters" -> readParameters(json);
                    default -> json.skipChildren();
                }
            }
        }
    }

    /** None means anything here; the binary extension, which shows in its parameters, is refused rather than misread. */
    private static void readParameters(JsonParser json) throws Problem {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = json.currentName();
            if (json.nextToken() != JsonToken.VALUE_FALSE && name.startsWith("binary_data")) {
                throw binary();
            }
            json.skipChildren();
        }
    }

    private static Datatype datatype(String name) throws Problem {
        return Datatype.named(name).orElseThrow(() -> Problem.badRequest("datatype " + name + " is not served"));
    }

    private static long[] shape(JsonParser json) throws Problem {
        expect(json.currentToken(), JsonToken.START_ARRAY, "shape must be an array");
        var dimensions = new ArrayList<Long>();
        while (json.nextToken() == JsonToken.VALUE_NUMBER_INT && dimensions.size() <= MAX_DIMENSIONS) {
            dimensions.add(json.getLongValue());
        }
        expect(json.currentToken(), JsonToken.END_ARRAY, "shape must hold at most 16 whole numbers");
        return dimensions.stream().mapToLong(Long::longValue).toArray();
    }

    /** @throws Problem 400 unless the body is {@code {"request_id": …, "label": …}} */
    static Label label(byte[] body) throws Problem {
        try (var json = JSON.createParser(ObjectReadContext.empty(), body)) {
            expect(json.nextToken(), JsonToken.START_OBJECT, "feedback must be an object");
            String id = null;
            Integer label = null;
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "request_id" -> id = text(json, "request_id");
                    case "label" -> label = whole(json);
                    default -> json.skipChildren();
                }
            }
            if (id == null || label == null) {
                throw Problem.badRequest("feedback needs request_id and label");
            }
            return new Label(id, label);
        } catch (JacksonException e) {
            throw Problem.badRequest("not JSON: " + e.getOriginalMessage());
        }
    }

    private static int whole(JsonParser json) throws Problem {
        expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, "label must be the index of a class");
        return json.getIntValue();
    }

    private static String text(JsonParser json, String what) throws Problem {
        expect(json.currentToken(), JsonToken.VALUE_STRING, what + " must be a string");
        return json.getString();
    }

    private static void expect(@Nullable JsonToken actual, JsonToken expected, String otherwise) throws Problem {
        if (actual != expected) {
            throw Problem.badRequest(otherwise);
        }
    }
}
