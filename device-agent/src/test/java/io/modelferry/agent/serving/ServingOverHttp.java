package io.modelferry.agent.serving;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.inference.InferenceListener;
import io.modelferry.agent.inference.ModelRuntime;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.TinyModels;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.protocol.VersionName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An inference server on a free port, and a client of it. */
@Timeout(30)
abstract class ServingOverHttp {

    static final String INFER = "/v2/models/meter-reader/infer";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    final AtomicInteger lastLabel = new AtomicInteger(-1);
    HttpClient client = HttpClient.newHttpClient();
    ModelRuntime runtime;
    InferenceServer server;

    @BeforeEach
    void open() throws IOException {
        runtime = new ModelRuntime(
                digest -> folder.resolve(digest.hex()), InferenceListener.NONE, new ModelRuntime.Limits(1, 2, 8, 1000));
        open(runtime);
    }

    final void open(ModelRuntime runtime) throws IOException {
        Feedback feedback = (model, request, label) -> {
            lastLabel.set(label);
            return request.equals("known");
        };
        server = new InferenceServer(
                new InferenceServer.Settings(0, 1 << 20, "0.0.test"), runtime, feedback, () -> "made-up-1");
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
        runtime.close();
        client.shutdownNow();
    }

    final void serve(String operator) throws Exception {
        serve(TinyModels.of(operator));
    }

    final void serve(byte[] model) throws Exception {
        var digest = FakeControlPlane.digestOf(model);
        Files.write(folder.resolve(digest.hex()), model);
        runtime.serve(MODEL, new Slot(digest, new VersionName("v7"), "fp32"));
    }

    final HttpResponse<String> send(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    final JsonNode json(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return JSON.readTree(response.body());
    }
}
