package io.modelferry.cli.server;

import io.modelferry.cli.server.ServerProblem.Misunderstood;
import io.modelferry.cli.server.ServerProblem.Unreachable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks {@code /api/v1} to one control plane. Answers are the server's own JSON trees; {@link #as} reads one into a record, unknown
 * fields ignored. Every failure is a {@link ServerProblem}.
 */
public final class ControlPlaneClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    /** A rollout over a million devices is drawn before the answer comes. */
    private static final Duration WORK_TIMEOUT = Duration.ofMinutes(10);

    private static final Duration UPLOAD_TIMEOUT = Duration.ofHours(1);

    /** {@link #all} reads no further. */
    public static final int MAX_ITEMS = 100_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI server;
    private final @Nullable String token;

    /**
     * @param server for example {@code http://127.0.0.1:8080}
     * @param token {@code mf_<id>_<secret>}; null asks without one, which the server refuses
     */
    public ControlPlaneClient(URI server, @Nullable String token) {
        this.server = server;
        this.token = token;
    }

    public URI server() {
        return server;
    }

    public JsonNode get(String path) {
        return tree(send(request(path).GET().timeout(ANSWER_TIMEOUT)));
    }

    /** A JSON document byte for byte; empty if there is none. */
    public Optional<byte[]> document(String path) {
        try {
            var text = send(request(path).GET().timeout(ANSWER_TIMEOUT)).body();
            return Optional.of(text.getBytes(StandardCharsets.UTF_8));
        } catch (ServerProblem.Refused refused) {
            if (refused.exitCode() == ExitCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** What is no JSON: a report, a table. */
    public String text(String path) {
        return send(request(path)
                        .setHeader("Accept", "text/*, application/problem+json")
                        .GET()
                        .timeout(ANSWER_TIMEOUT))
                .body();
    }

    /**
     * Fetches a file: whole, or not at all under this name.
     *
     * @throws IOException if it cannot be written
     */
    public long download(String path, Path file) throws IOException {
        var partial = file.resolveSibling(file.getFileName() + ".part");
        var ask = request(path)
                .setHeader("Accept", "application/zip, application/jsonl, application/problem+json")
                .GET()
                .timeout(UPLOAD_TIMEOUT)
                .build();
        try {
            var response = http.send(ask, BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                if (response.statusCode() != 200) {
                    throw Problems.of(
                            response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8), server);
                }
                Files.copy(body, partial, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
            return Files.size(file);
        } catch (ConnectException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /** Every item of a paged collection, following its cursor. */
    public List<JsonNode> all(String path) {
        var items = new ArrayList<JsonNode>();
        var next = path;
        while (items.size() < MAX_ITEMS) {
            var page = get(next);
            itemsOf(page).forEach(items::add);
            var cursor = page.path("next");
            if (cursor.isMissingNode() || cursor.isNull()) {
                break;
            }
            next = path + (path.contains("?") ? "&" : "?") + "after=" + encode(cursor.asString());
        }
        return items;
    }

    public JsonNode post(String path, Map<String, ?> body) {
        return ask("POST", path, body);
    }

    /** @param key asked again with the same one, it is done once; null for none */
    public JsonNode post(String path, Map<String, ?> body, @Nullable String key) {
        var request = request(path);
        return ask("POST", key == null ? request : request.header("Idempotency-Key", key), body);
    }

    public JsonNode patch(String path, Map<String, ?> body) {
        return ask("PATCH", path, body);
    }

    public JsonNode put(String path, Map<String, ?> body) {
        return ask("PUT", path, body);
    }

    /**
     * Streams a file up.
     *
     * @param sent hears the bytes handed to the connection so far
     */
    public Uploaded put(String path, Path file, LongConsumer sent) throws IOException {
        var response = send(request(path)
                .header("Content-Type", "application/octet-stream")
                .PUT(streamed(file, sent))
                .timeout(UPLOAD_TIMEOUT));
        return new Uploaded(response.statusCode() == 201, tree(response));
    }

    public void delete(String path) {
        send(request(path).DELETE().timeout(ANSWER_TIMEOUT));
    }

    public JsonNode delete(String path, Map<String, ?> body) {
        return ask("DELETE", path, body);
    }

    /** Reads server-sent events until {@code goOn} says no or the server ends the stream. */
    public void watch(String path, Predicate<ServerSentEvent> goOn) {
        var ask = request(path).header("Accept", "text/event-stream").GET().build();
        try {
            var response = http.send(ask, BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                if (response.statusCode() != 200) {
                    throw Problems.of(response.statusCode(), String.join("\n", lines.toList()), server);
                }
                follow(ServerSentEvent.read(lines.iterator()), goOn);
            }
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** The tree as a record; fields the record does not name are ignored. */
    public static <T> T as(JsonNode tree, Class<T> type) {
        try {
            return JSON.treeToValue(tree, type);
        } catch (JacksonException e) {
            throw new Misunderstood(
                    "the server's answer is not a " + type.getSimpleName() + ": " + e.getOriginalMessage());
        }
    }

    /** @throws Misunderstood if the text is not JSON */
    public static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw new Misunderstood("the server did not answer in JSON: " + e.getOriginalMessage());
        }
    }

    public static String pretty(Object tree) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
    }

    public static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** @param isNew false when the server already had the same bytes under the same name */
    public record Uploaded(boolean isNew, JsonNode view) {}

    private static Iterable<JsonNode> itemsOf(JsonNode page) {
        return page.isArray() ? page : page.path("items");
    }

    private HttpRequest.Builder request(String path) {
        var builder = HttpRequest.newBuilder(server.resolve("/api/v1" + path))
                .header("Accept", "application/json, application/problem+json");
        return token == null ? builder : builder.header("Authorization", "Bearer " + token);
    }

    private JsonNode ask(String method, String path, Map<String, ?> body) {
        return ask(method, request(path), body);
    }

    private JsonNode ask(String method, HttpRequest.Builder request, Map<String, ?> body) {
        var json = BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        return tree(send(request.header("Content-Type", "application/json")
                .method(method, json)
                .timeout(WORK_TIMEOUT)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw Problems.of(response.statusCode(), response.body(), server);
            }
            return response;
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static JsonNode tree(HttpResponse<String> response) {
        return response.body().isBlank() ? JSON.createObjectNode() : parse(response.body());
    }

    private static BodyPublisher streamed(Path file, LongConsumer sent) throws IOException {
        var length = Files.size(file);
        return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> open(file, sent)), Math.max(1, length));
    }

    private static @Nullable InputStream open(Path file, LongConsumer sent) {
        try {
            return new CountingStream(Files.newInputStream(file), sent);
        } catch (IOException e) {
            return null; // HttpClient reports a missing body as an IOException of the request
        }
    }

    private static void follow(Iterator<ServerSentEvent> events, Predicate<ServerSentEvent> goOn) {
        while (events.hasNext()) {
            if (!goOn.test(events.next())) {
                return;
            }
        }
    }

    private Unreachable unreachable(IOException e) {
        var reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new Unreachable("no control plane answers at " + server + " (" + reason
                + "). Start one with ferry up, or name it with --server");
    }

    private Unreachable interrupted() {
        Thread.currentThread().interrupt();
        return new Unreachable("interrupted while waiting for " + server);
    }
}
