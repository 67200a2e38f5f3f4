package io.modelferry.loop;

import io.modelferry.programs.RunningProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A device agent in its own process. It can be killed without warning and started again on the same folder. */
final class AgentUnderTest implements AutoCloseable {

    private final String id;
    private final Path folder;
    private final List<String> arguments;
    private final HttpClient http = HttpClient.newHttpClient();
    private RunningProgram process;

    private AgentUnderTest(String id, Path folder, List<String> arguments) {
        this.id = id;
        this.folder = folder;
        this.arguments = new ArrayList<>(arguments);
        this.process = launch();
    }

    static AgentUnderTest start(Path folder, String id, String server, String joinString) {
        return new AgentUnderTest(
                id,
                folder,
                List.of(
                        "--data",
                        folder.resolve(id).toString(),
                        "--server",
                        server,
                        "--join",
                        joinString,
                        "--id",
                        id,
                        "--serve-port",
                        "0",
                        "--window",
                        "PT1S"));
    }

    String id() {
        return id;
    }

    /** {@code kill -9}. */
    void kill() {
        process.kill();
    }

    void startAgain() {
        process = launch();
    }

    /** As an operator does who was given another join string. */
    void startAgain(String joinString) {
        process.close();
        arguments.set(arguments.indexOf("--join") + 1, joinString);
        process = launch();
    }

    String log() {
        return process.log();
    }

    /** @return the HTTP status of one inference; 0 if nobody answers */
    int infer(String model, String requestId, String tensors) {
        return post(model + "/infer", "{\"id\":\"" + requestId + "\"," + tensors + "}");
    }

    private int post(String path, String json) {
        try {
            var request = HttpRequest.newBuilder(serving().resolve("/v2/models/" + path))
                    .timeout(Duration.ofSeconds(5))
                    .POST(HttpRequest.BodyPublishers.ofString(json))
                    .build();
            return http.send(request, BodyHandlers.ofString()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Tells the true label of an inference. */
    int label(String model, String requestId, int label) {
        return post(model + "/feedback", "{\"request_id\":\"" + requestId + "\",\"label\":" + label + "}");
    }

    void awaitServing(String model, String tensors) {
        Awaitility.await(id + " answers").atMost(Duration.ofSeconds(60)).until(() -> {
            process.requireAlive();
            return infer(model, "warm-up", tensors) == 200;
        });
    }

    private RunningProgram launch() {
        var run = folder.resolve(id).resolve("run").resolve("serving-port");
        try {
            Files.deleteIfExists(run);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return Applications.start(
                "device-agent", "io.modelferry.agent.AgentMain", folder.resolve(id + ".log"), arguments);
    }

    private URI serving() throws IOException {
        var port = Files.readString(folder.resolve(id).resolve("run").resolve("serving-port"))
                .strip();
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.close();
        http.close();
    }
}
