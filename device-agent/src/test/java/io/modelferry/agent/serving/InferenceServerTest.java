package io.modelferry.agent.serving;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelferry.agent.inference.InferenceListener;
import io.modelferry.agent.inference.Memory;
import io.modelferry.agent.inference.ModelRuntime;
import io.modelferry.agent.inference.Proven;
import io.modelferry.agent.inference.SessionSettings;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.TinyModels;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
class InferenceServerTest {

    private static final String INFER = "/v2/models/meter-reader/infer";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    private final AtomicInteger lastLabel = new AtomicInteger(-1);
    private HttpClient client = HttpClient.newHttpClient();
    private ModelRuntime runtime;
    private InferenceServer server;

    @BeforeEach
    void open() throws IOException {
        runtime = new ModelRuntime(
                digest -> folder.resolve(digest.hex()), InferenceListener.NONE, new ModelRuntime.Limits(1, 2, 8, 1000));
        open(runtime);
    }

    private void open(ModelRuntime runtime) throws IOException {
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

    private void serve(String operator) throws Exception {
        serve(TinyModels.of(operator));
    }

    private void serve(byte[] model) throws Exception {
        var digest = FakeControlPlane.digestOf(model);
        Files.write(folder.resolve(digest.hex()), model);
        runtime.serve(MODEL, new Slot(digest, new VersionName("v7"), "fp32"));
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private JsonNode json(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return JSON.readTree(response.body());
    }

    @Test
    void saysWhoItIs() throws Exception {
        var about = json(send("GET", "/v2", ""));

        assertThat(about.get("name").asString()).isEqualTo("modelferry-agent");
        assertThat(about.get("version").asString()).isEqualTo("0.0.test");
        assertThat(about.get("extensions").isArray()).isTrue();
    }

    @Test
    void isLiveBeforeAModelIsThereAndReadyAfter() throws Exception {
        assertThat(send("GET", "/v2/health/live", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/v2/health/ready", "").statusCode()).isEqualTo(503);
        assertThat(send("GET", "/v2/models/meter-reader/ready", "").statusCode())
                .isEqualTo(404);

        serve("Abs");

        assertThat(send("GET", "/v2/health/ready", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/v2/models/meter-reader/ready", "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void describesTheModel() throws Exception {
        serve("Abs");

        var metadata = json(send("GET", "/v2/models/meter-reader", ""));

        assertThat(metadata.get("versions").get(0).asString()).isEqualTo("v7");
        var input = metadata.get("inputs").get(0);
        assertThat(input.get("name").asString()).isEqualTo("x");
        assertThat(input.get("datatype").asString()).isEqualTo("FP32");
        assertThat(input.get("shape").toString()).isEqualTo("[-1,3]");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            flat data                    | {"id":"r1","inputs":[{"name":"x","shape":[2,3],"datatype":"FP32","data":[1,-2,3,-4,5.5,-6e0]}]}
            nested data                  | {"id":"r1","inputs":[{"name":"x","shape":[2,3],"datatype":"FP32","data":[[1,-2,3],[-4,5.5,-6]]}]}
            data before shape            | {"inputs":[{"data":[1,-2,3,-4,5.5,-6],"datatype":"FP32","shape":[2,3],"name":"x"}],"id":"r1"}
            unknown properties           | {"id":"r1","parameters":{"a":{"b":[1]}},"inputs":[{"name":"x","parameters":{},"shape":[2,3],"datatype":"FP32","data":[1,-2,3,-4,5.5,-6]}]}
            outputs by name              | {"id":"r1","inputs":[{"name":"x","shape":[2,3],"datatype":"FP32","data":[1,-2,3,-4,5.5,-6]}],"outputs":[{"name":"y"}]}
            """)
    void infers(String row, String request) throws Exception {
        serve("Abs");

        var answer = json(send("POST", INFER, request));

        assertThat(answer.get("model_name").asString()).isEqualTo("meter-reader");
        assertThat(answer.get("model_version").asString()).isEqualTo("v7");
        assertThat(answer.get("id").asString()).isEqualTo("r1");
        var output = answer.get("outputs").get(0);
        assertThat(output.get("name").asString()).isEqualTo("y");
        assertThat(output.get("datatype").asString()).isEqualTo("FP32");
        assertThat(output.get("shape").toString()).isEqualTo("[2,3]");
        assertThat(output.get("data").toString()).isEqualTo("[1.0,2.0,3.0,4.0,5.5,6.0]");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            BOOL   | 9  | true,false,true                                 | 3
            UINT8  | 2  | 0,127,255                                       | 256
            INT8   | 3  | -128,0,127                                      | 128
            INT16  | 5  | -32768,0,32767                                  | 32768
            INT32  | 6  | -2147483648,0,2147483647                        | 2147483648
            INT64  | 7  | -9223372036854775808,0,9223372036854775807      | 9223372036854775808
            FP32   | 1  | -1.5,0.0,3.4028235E38                           | "1"
            FP64   | 11 | -1.5,4.9E-324,1.7976931348623157E308            | null
            """)
    void takesAndGivesEveryDatatype(String datatype, int onnxType, String data, String outOfRange) throws Exception {
        serve(TinyModels.identity(onnxType));
        var properties = "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"%s\",\"shape\":[1,3],\"data\":[%s]}]}";
        var dataFirst = "{\"inputs\":[{\"data\":[%2$s],\"shape\":[1,3],\"datatype\":\"%1$s\",\"name\":\"x\"}]}";

        for (var order : List.of(properties, dataFirst)) {
            var output = json(send("POST", INFER, order.formatted(datatype, data)))
                    .get("outputs")
                    .get(0);
            assertThat(output.get("datatype").asString()).isEqualTo(datatype);
            assertThat(output.get("data").toString().replace("\"", "")).isEqualTo("[" + data + "]");

            var refused = send("POST", INFER, order.formatted(datatype, outOfRange + ",0,0"));
            assertThat(refused.statusCode()).isEqualTo(400);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            of an input    | {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","parameters":{"binary_data_size":12}}]}
            of an output   | {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}],"outputs":[{"name":"y","parameters":{"binary_data":true}}]}
            of all outputs | {"parameters":{"binary_data_output":true},"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}
            """)
    void refusesBinaryTensorsInWords(String row, String request) throws Exception {
        serve("Abs");

        var refused = send("POST", INFER, request);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).get("error").asString()).contains("binary");
    }

    @Test
    void saysHowLongAnAnswerIsWithoutGivingItAndWhichMethodsItTakes() throws Exception {
        serve("Abs");
        var path = "/v2/models/meter-reader";

        var head = send("HEAD", path, "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .hasValue(send("GET", path, "").body().length());

        assertThat(send("DELETE", path, "").headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(send("HEAD", INFER, "").headers().firstValue("Allow")).contains("POST");
    }

    /** No memory for two, and a request that holds the session back which has to go first. */
    @Test
    void saysWhenToComeBackInAPause() throws Exception {
        close();
        var held = new CountDownLatch(1);
        var noMemory = new Memory() {
            @Override
            public long availableBytes() {
                return 0;
            }

            @Override
            public long residentBytes() {
                return 0;
            }
        };
        var limits = new ModelRuntime.Limits(1, 2, 8, 50);
        runtime = new ModelRuntime(
                digest -> folder.resolve(digest.hex()),
                new HoldingFirst(held),
                limits,
                new ModelRuntime.Ground(
                        SessionSettings.threads(1), (_, _) -> Proven.NO_PROFILE, System::nanoTime, noMemory));
        open(runtime);
        serve("Abs");
        var request = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]}";
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var again = HttpClient.newHttpClient()) {
            client = again;
            var first = threads.submit(() -> send("POST", INFER, request));
            await().until(() -> runtime.health(MODEL).inferences() == 1);
            threads.submit(() -> {
                serve("Identity");
                return null;
            });
            await().until(() -> runtime.served(MODEL).orElseThrow().paused());

            for (var refused :
                    List.of(send("POST", INFER, request), send("GET", "/v2/models/meter-reader/ready", ""))) {
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).contains("5");
                assertThat(json(refused).get("error").asString()).contains("is being replaced");
            }
            assertThat(send("GET", "/v2/models/meter-reader", "").statusCode()).isEqualTo(200);
            held.countDown();
            assertThat(first.get().statusCode()).isEqualTo(200);
            await().until(() -> send("POST", INFER, request).statusCode() == 200);
        } finally {
            held.countDown();
        }
    }

    /** Keeps an answer, and with it the lease of its session, until the latch opens. */
    private record HoldingFirst(CountDownLatch mayLeave) implements InferenceListener {

        @Override
        public void answered(Answered answered) {
            try {
                mayLeave.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void failed(ModelName model, ArtifactDigest digest, boolean inSwap) {}

        @Override
        public void rejected(ModelName model, ArtifactDigest digest) {}

        @Override
        public void swapped(ModelName model, ArtifactDigest digest) {}
    }

    @Test
    void tellsWhatTheModelHasDone() throws Exception {
        serve("Abs");
        send("POST", INFER, "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]}");

        var stats = json(send("GET", "/v2/models/meter-reader/versions/v7/stats", ""));

        assertThat(stats.get("inferences").asLong()).isEqualTo(1);
        assertThat(stats.get("rejected").asLong()).isZero();
        assertThat(stats.get("in_swap").asBoolean()).isFalse();
        var latency = stats.get("latency_us");
        assertThat(latency.get("p50").asLong()).isPositive();
        assertThat(latency.get("p99").asLong())
                .isGreaterThanOrEqualTo(latency.get("p50").asLong());
    }

    @Test
    void namesARequestWhoseCallerDidNot() throws Exception {
        serve("Abs");

        var answer = json(send(
                "POST",
                INFER,
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]}"));

        assertThat(answer.get("id").asString()).isEqualTo("made-up-1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no JSON                 | 400 | POST | /v2/models/meter-reader/infer | hello
            an element too many     | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","datatype":"FP32","shape":[1,3],"data":[1,2,3,4]}]}
            a shape without data    | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","datatype":"FP64","shape":[60000000],"data":[]}]}
            data twice              | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","datatype":"FP32","shape":[1,3],"data":[1,2,3],"data":[1,2,3]}]}
            a shape twice           | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","datatype":"FP32","shape":[1,3],"data":[1,2,3],"shape":[3,1]}]}
            an array                | 400 | POST | /v2/models/meter-reader/infer | []
            no inputs               | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[]}
            too few numbers         | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2]}]}
            a negative shape        | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[-1,3],"datatype":"FP32","data":[]}]}
            an endless shape        | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[9999999999,9999999999],"datatype":"FP32","data":[]}]}
            text for a number       | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":["a",2,3]}]}
            a byte that is none     | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[1,3],"datatype":"UINT8","data":[256,2,3]}]}
            another datatype        | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[1,3],"datatype":"INT64","data":[1,2,3]}]}
            an unknown datatype     | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[1,3],"datatype":"BYTES","data":[1,2,3]}]}
            another input           | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"z","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}
            an unknown output       | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}],"outputs":[{"name":"z"}]}
            a whole too long        | 400 | POST | /v2/models/meter-reader/infer | {"inputs":[{"name":"x","shape":[1,3],"datatype":"INT64","data":[99999999999999999999,2,3]}]}
            an unknown model        | 404 | POST | /v2/models/other/infer        | {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}
            a name nobody can have  | 404 | GET  | /v2/models/a.b                | ''
            an unknown path         | 404 | GET  | /v3                           | ''
            a path too long         | 404 | GET  | /v2/models/meter-reader/ready/now | ''
            an old version          | 404 | GET  | /v2/models/meter-reader/versions/v6 | ''
            the wrong method        | 405 | GET  | /v2/models/meter-reader/infer | ''
            """)
    void refuses(String row, int status, String method, String path, String body) throws Exception {
        serve("Abs");

        var response = send(method, path.strip(), body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).get("error").asString()).isNotBlank();
    }

    @Test
    void answersTheVersionThatServes() throws Exception {
        serve("Abs");

        assertThat(send("GET", "/v2/models/meter-reader/versions/v7/ready", "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void reportsAModelThatFails() throws Exception {
        serve("Log");

        var response = send(
                "POST",
                INFER,
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[-1,2,3]}]}");

        assertThat(response.statusCode()).isEqualTo(500);
        var statistics = json(send("GET", "/v2/models/meter-reader/stats", ""));
        assertThat(statistics.get("errors").asLong()).isEqualTo(1);
        assertThat(statistics.get("inferences").asLong()).isZero();
    }

    @Test
    void takesGroundTruth() throws Exception {
        serve("Abs");
        var path = "/v2/models/meter-reader/feedback";

        assertThat(send("POST", path, "{\"request_id\":\"known\",\"label\":4}").statusCode())
                .isEqualTo(200);
        assertThat(lastLabel).hasValue(4);
        assertThat(send("POST", path, "{\"request_id\":\"other\",\"label\":4}").statusCode())
                .isEqualTo(404);
        assertThat(send("POST", path, "{\"request_id\":\"known\"}").statusCode())
                .isEqualTo(400);
        assertThat(send("POST", path, "{\"request_id\":\"known\",\"label\":\"4\"}")
                        .statusCode())
                .isEqualTo(400);
    }
}
