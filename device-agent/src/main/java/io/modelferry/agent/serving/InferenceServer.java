package io.modelferry.agent.serving;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.modelferry.agent.inference.ModelRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JDK's HTTP server, a thread for each request under way, on loopback only. What can be asked stands in {@link Routes}. */
public final class InferenceServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceServer.class);
    private static final int OK = 200;
    private static final int CLOSE_SECONDS = 2;
    private static final int NO_BODY = -1;

    /** Of the JDK's server, for the process; who has set one already knows better. */
    private static final Map<String, String> LIMITS = Map.of(
            "sun.net.httpserver.nodelay", "true", // else small answers wait 40 ms for an ACK
            "sun.net.httpserver.drainAmount",
                    String.valueOf(2 << 20), // else who sends too much is cut off before the 413
            "sun.net.httpserver.maxReqTime", "10", // seconds for a request to come in whole: a slow one holds a place
            "sun.net.httpserver.maxRspTime", "120", // seconds from there until its answer is taken
            "jdk.httpserver.maxConnections", "512");

    /**
     * @param port 0 for any free one
     * @param maxBodyBytes longest request for a model that leaves a dimension open
     */
    public record Settings(int port, long maxBodyBytes, String agentVersion) {}

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("serving-", 0).factory());
    private final Bodies bodies;
    private final Routes routes;

    /**
     * @param requestIds names for requests whose caller gave none
     * @throws IOException if the port is taken
     */
    public InferenceServer(Settings settings, ModelRuntime runtime, Feedback feedback, Supplier<String> requestIds)
            throws IOException {
        LIMITS.forEach((name, value) -> System.setProperty(name, System.getProperty(name, value)));
        var models = new ModelRoutes(runtime, feedback, requestIds);
        this.bodies = new Bodies(settings.maxBodyBytes(), Runtime.getRuntime().maxMemory());
        this.routes = new Routes(runtime, models, bodies, settings.agentVersion());
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()), 0);
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
                Callers.require(exchange.getRequestHeaders());
                answer(exchange, OK, routes.answer(exchange));
            } catch (Problem e) {
                e.headers().forEach(exchange.getResponseHeaders()::set);
                answer(exchange, e.status(), problem(String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                LOG.error("a request was not answered", e);
                answer(exchange, Problem.FAILED, problem("internal error"));
            }
        }
    }

    private static byte[] problem(String message) {
        return ResponseJson.object(json -> json.writeStringProperty("error", message));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(status, NO_BODY);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Requests under way are answered, for up to two seconds. */
    @Override
    public void close() {
        http.stop(CLOSE_SECONDS);
        threads.shutdown();
        bodies.close();
    }
}
