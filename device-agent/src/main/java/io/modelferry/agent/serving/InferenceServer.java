package io.modelferry.agent.serving;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.modelferry.agent.inference.InferenceRefused;
import io.modelferry.agent.inference.ModelRuntime;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's HTTP server on virtual threads, on loopback only.
 *
 * <pre>
 * GET  /v2                              who this is
 * GET  /v2/health/live, /v2/health/ready
 * GET  /v2/models/{model}[/versions/{v}]          metadata
 * GET  /v2/models/{model}[/versions/{v}]/ready
 * POST /v2/models/{model}[/versions/{v}]/infer    JSON tensors
 * POST /v2/models/{model}/feedback                {"request_id": …, "label": …}
 * GET  /v2/models/{model}/statistics              counts since the model began to serve
 * </pre>
 */
public final class InferenceServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceServer.class);
    private static final int OK = 200;
    private static final int MAX_BODY = 32 << 20;
    private static final int CLOSE_SECONDS = 2;

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ModelRoutes routes;
    private final String agentVersion;
    private final ModelRuntime runtime;

    /**
     * @param port 0 for any free one
     * @param requestIds names for requests whose caller gave none
     * @throws IOException if the port is taken
     */
    public InferenceServer(
            int port, ModelRuntime runtime, Feedback feedback, Supplier<String> requestIds, String agentVersion)
            throws IOException {
        this.runtime = runtime;
        this.agentVersion = agentVersion;
        this.routes = new ModelRoutes(runtime, feedback, requestIds);
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else small answers wait 40 ms for an ACK
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
    }

    public void start() {
        http.start();
    }

    public int port() {
        return http.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                answer(exchange, OK, route(exchange));
            } catch (Problem e) {
                answer(exchange, e.status(), problem(String.valueOf(e.getMessage())));
            } catch (InferenceRefused e) {
                answer(exchange, status(e), problem(String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                LOG.error("a request was not answered", e);
                answer(exchange, Problem.FAILED, problem("internal error"));
            }
        }
    }

    private byte[] route(HttpExchange exchange) throws Problem, InferenceRefused, IOException {
        var path = exchange.getRequestURI().getPath().split("/", -1);
        if (path.length < 2 || !path[1].equals("v2")) {
            throw new Problem(Problem.NOT_FOUND, "the protocol lives under /v2");
        }
        if (path.length == 2) {
            get(exchange);
            return aboutServer();
        }
        return switch (path[2]) {
            case "health" -> health(exchange, path);
            case "models" -> model(exchange, path);
            default -> throw new Problem(Problem.NOT_FOUND, "no such path");
        };
    }

    private byte[] aboutServer() {
        return ResponseJson.object(json -> {
            json.writeStringProperty("name", "modelferry-agent");
            json.writeStringProperty("version", agentVersion);
            json.writeArrayPropertyStart("extensions");
            json.writeEndArray();
        });
    }

    private byte[] health(HttpExchange exchange, String[] path) throws Problem {
        get(exchange);
        if (path.length == 4 && path[3].equals("live")) {
            return ResponseJson.object(json -> json.writeBooleanProperty("live", true));
        }
        if (path.length == 4 && path[3].equals("ready")) {
            if (runtime.all().isEmpty()) {
                throw new Problem(Problem.BUSY, "no model answers yet");
            }
            return ResponseJson.object(json -> json.writeBooleanProperty("ready", true));
        }
        throw new Problem(Problem.NOT_FOUND, "no such path");
    }

    private byte[] model(HttpExchange exchange, String[] path) throws Problem, InferenceRefused, IOException {
        if (path.length < 4) {
            throw new Problem(Problem.NOT_FOUND, "which model?");
        }
        var model = name(path[3]);
        var rest = 4;
        if (path.length > 5 && path[4].equals("versions")) {
            routes.requireVersion(model, path[5]);
            rest = 6;
        }
        var verb = path.length == rest ? "" : path.length == rest + 1 ? path[rest] : "?";
        return switch (verb) {
            case "infer" -> routes.infer(model, body(exchange));
            case "feedback" -> routes.feedback(model, body(exchange));
            case "" -> get(exchange) ? routes.metadata(model) : new byte[0];
            case "ready" -> get(exchange) ? routes.ready(model) : new byte[0];
            case "statistics" -> get(exchange) ? routes.statistics(model) : new byte[0];
            default -> throw new Problem(Problem.NOT_FOUND, "no such path");
        };
    }

    private static ModelName name(String text) throws Problem {
        try {
            return new ModelName(text);
        } catch (MalformedMessage e) {
            throw new Problem(Problem.NOT_FOUND, "no model can have that name");
        }
    }

    private static boolean get(HttpExchange exchange) throws Problem {
        require(exchange, "GET");
        return true;
    }

    private static byte[] body(HttpExchange exchange) throws Problem, IOException {
        require(exchange, "POST");
        var body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new Problem(Problem.TOO_LARGE, "a body longer than " + MAX_BODY + " bytes");
        }
        return body;
    }

    private static void require(HttpExchange exchange, String method) throws Problem {
        if (!exchange.getRequestMethod().equals(method)) {
            throw new Problem(Problem.METHOD_NOT_ALLOWED, "only " + method + " here");
        }
    }

    private static int status(InferenceRefused refused) {
        return switch (refused) {
            case InferenceRefused.NoSuchModel _ -> Problem.NOT_FOUND;
            case InferenceRefused.BadInput _ -> Problem.BAD_REQUEST;
            case InferenceRefused.Overloaded _ -> Problem.BUSY;
            case InferenceRefused.ModelFailed _ -> Problem.FAILED;
        };
    }

    private static byte[] problem(String message) {
        return ResponseJson.object(json -> json.writeStringProperty("error", message));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (status == Problem.BUSY) {
            exchange.getResponseHeaders().set("Retry-After", "1");
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Requests under way are answered, for up to two seconds. */
    @Override
    public void close() {
        http.stop(CLOSE_SECONDS);
        threads.shutdown();
    }
}
