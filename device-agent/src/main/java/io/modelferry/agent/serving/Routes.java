package io.modelferry.agent.serving;

import com.sun.net.httpserver.HttpExchange;
import io.modelferry.agent.inference.InferenceRefused;
import io.modelferry.agent.inference.ModelRuntime;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import java.io.IOException;

/**
 * Which path asks for what.
 *
 * <pre>
 * GET  /v2                                        who this is
 * GET  /v2/health/live, /v2/health/ready
 * GET  /v2/models/{model}[/versions/{v}]          metadata
 * GET  /v2/models/{model}[/versions/{v}]/ready
 * GET  /v2/models/{model}[/versions/{v}]/stats    counts since the model began to serve
 * POST /v2/models/{model}[/versions/{v}]/infer    JSON tensors
 * POST /v2/models/{model}/feedback                {"request_id": …, "label": …}
 * </pre>
 */
final class Routes {

    private static final int FEEDBACK_BYTES = 4096;
    private static final int PAUSE_SECONDS = 5;

    private final ModelRuntime runtime;
    private final ModelRoutes models;
    private final Bodies bodies;
    private final String agentVersion;

    Routes(ModelRuntime runtime, ModelRoutes models, Bodies bodies, String agentVersion) {
        this.runtime = runtime;
        this.models = models;
        this.bodies = bodies;
        this.agentVersion = agentVersion;
    }

    /** @return the body of the answer, with status 200 */
    byte[] answer(HttpExchange exchange) throws Problem, IOException {
        var path = path(exchange);
        if (path.length < 2 || !path[1].equals("v2")) {
            throw new Problem(Problem.NOT_FOUND, "the protocol lives under /v2");
        }
        if (path.length == 2) {
            requireGet(exchange);
            return aboutServer();
        }
        return switch (path[2]) {
            case "health" -> health(exchange, path);
            case "models" -> model(exchange, path);
            default -> throw noSuchPath();
        };
    }

    private static String[] path(HttpExchange exchange) {
        var path = exchange.getRequestURI().getPath();
        return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path).split("/", -1);
    }

    private byte[] aboutServer() {
        return ResponseJson.object(json -> {
            json.writeStringProperty("name", "modelferry-agent");
            json.writeStringProperty("version", agentVersion);
            json.writeArrayPropertyStart("extensions");
            json.writeString("feedback");
            json.writeString("stats");
            json.writeEndArray();
        });
    }

    private byte[] health(HttpExchange exchange, String[] path) throws Problem {
        requireGet(exchange);
        if (path.length != 4) {
            throw noSuchPath();
        }
        return switch (path[3]) {
            case "live" -> ResponseJson.object(json -> json.writeBooleanProperty("live", true));
            case "ready" -> ready();
            default -> throw noSuchPath();
        };
    }

    private byte[] ready() throws Problem {
        var all = runtime.all();
        if (all.isEmpty()) {
            throw Problem.busy("no model answers yet", 1);
        }
        if (all.stream().anyMatch(ModelRuntime.Served::paused)) {
            throw Problem.busy("a model is being replaced", PAUSE_SECONDS);
        }
        return ResponseJson.object(json -> json.writeBooleanProperty("ready", true));
    }

    private byte[] model(HttpExchange exchange, String[] path) throws Problem, IOException {
        if (path.length < 4) {
            throw new Problem(Problem.NOT_FOUND, "which model?");
        }
        var model = name(path[3]);
        var rest = 4;
        if (path.length > 5 && path[4].equals("versions")) {
            models.requireVersion(model, path[5]);
            rest = 6;
        }
        if (path.length > rest + 1) {
            throw noSuchPath();
        }
        return model(exchange, model, path.length == rest ? "" : path[rest]);
    }

    private byte[] model(HttpExchange exchange, ModelName model, String verb) throws Problem, IOException {
        switch (verb) {
            case "infer" -> {
                requirePost(exchange);
                return infer(exchange, model);
            }
            case "feedback" -> {
                requirePost(exchange);
                return models.feedback(model, bodies.read(exchange, FEEDBACK_BYTES));
            }
            case "", "ready", "stats" -> requireGet(exchange);
            default -> throw noSuchPath();
        }
        return switch (verb) {
            case "ready" -> models.ready(model, PAUSE_SECONDS);
            case "stats" -> models.statistics(model);
            default -> models.metadata(model);
        };
    }

    /** A place comes first: a body that nobody will work on is not read. */
    private byte[] infer(HttpExchange exchange, ModelName model) throws Problem, IOException {
        if (exchange.getRequestHeaders().containsKey("Inference-Header-Content-Length")) {
            throw RequestJson.binary();
        }
        try (var place = runtime.enter(model)) {
            return bodies.use(exchange, place, body -> models.infer(model, place, body));
        } catch (InferenceRefused e) {
            throw problem(e);
        }
    }

    private static Problem problem(InferenceRefused refused) {
        var message = String.valueOf(refused.getMessage());
        return switch (refused) {
            case InferenceRefused.NoSuchModel _ -> new Problem(Problem.NOT_FOUND, message);
            case InferenceRefused.BadInput _ -> Problem.badRequest(message);
            case InferenceRefused.Overloaded _ -> Problem.busy(message, 1);
            case InferenceRefused.Paused _ -> Problem.busy(message, PAUSE_SECONDS);
            case InferenceRefused.ModelFailed _ -> new Problem(Problem.FAILED, message);
        };
    }

    private static ModelName name(String text) throws Problem {
        try {
            return new ModelName(text);
        } catch (MalformedMessage e) {
            throw new Problem(Problem.NOT_FOUND, "no model can have that name");
        }
    }

    private static void requireGet(HttpExchange exchange) throws Problem {
        var method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            throw Problem.notAllowed("GET, HEAD");
        }
    }

    private static void requirePost(HttpExchange exchange) throws Problem {
        if (!exchange.getRequestMethod().equals("POST")) {
            throw Problem.notAllowed("POST");
        }
    }

    private static Problem noSuchPath() {
        return new Problem(Problem.NOT_FOUND, "no such path");
    }
}
