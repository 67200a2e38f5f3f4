package io.modelferry.agent.serving;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelferry.agent.inference.InferenceListener;
import io.modelferry.agent.inference.Memory;
import io.modelferry.agent.inference.ModelRuntime;
import io.modelferry.agent.inference.Proven;
import io.modelferry.agent.inference.SessionSettings;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server refuses, and what it says when a model fails or is being replaced. */
class InferenceRefusalsTest extends ServedModel {

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
}
