package io.modelferry.cli.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers what a test told it to answer, over real HTTP, and remembers what it was asked. */
public final class FakeControlPlane implements AutoCloseable {

    /** @param body as text, however it arrived */
    public record Asked(
            String method,
            String path,
            String authorization,
            String contentLength,
            String idempotencyKey,
            String body) {}

    private record Answer(int status, String contentType, String body) {}

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, Queue<Answer>> before = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    public FakeControlPlane() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** @param request method and path with query, for example {@code GET /models} */
    public FakeControlPlane answers(String request, int status, String json) {
        var type = status < 400 ? "application/json" : "application/problem+json";
        answers.put(request, new Answer(status, type, json));
        return this;
    }

    /** Answered once, before what {@link #answers} says. */
    public FakeControlPlane answersFirst(String request, String json) {
        before.computeIfAbsent(request, first -> new ConcurrentLinkedQueue<>())
                .add(new Answer(200, "application/json", json));
        return this;
    }

    public FakeControlPlane streams(String request, String events) {
        answers.put(request, new Answer(200, "text/event-stream", events));
        return this;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    public Asked last() {
        return asked.getLast();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().toString().replaceFirst("^/api/v1", "");
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    path,
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Content-Length")),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")),
                    body));
            var first = before.getOrDefault(exchange.getRequestMethod() + " " + path, new ConcurrentLinkedQueue<>())
                    .poll();
            send(exchange, first == null ? prepared(exchange.getRequestMethod(), path) : first);
        }
    }

    private Answer prepared(String method, String path) {
        return answers.getOrDefault(
                method + " " + path,
                new Answer(404, "application/problem+json", "{\"code\":\"not-prepared\",\"detail\":\"" + path + "\"}"));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
