package io.modelferry.agent.serving;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelferry.agent.inference.ModelRuntime;
import io.modelferry.agent.inference.Proven;
import io.modelferry.agent.inference.SessionSettings;
import io.modelferry.agent.testing.HeldAnswers;
import io.modelferry.agent.testing.ToldMemory;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** A model is replaced on a device whose memory does not hold two. */
class PausedServingTest extends ServingOverHttp {

    /** No memory for two, and a request that holds the session back which has to go first. */
    @Test
    void saysWhenToComeBackInAPause() throws Exception {
        close();
        var held = new HeldAnswers(answered -> true);
        var limits = new ModelRuntime.Limits(1, 2, 8, 50);
        runtime = new ModelRuntime(
                digest -> folder.resolve(digest.hex()),
                held,
                limits,
                new ModelRuntime.Ground(
                        SessionSettings.threads(1), (_, _) -> Proven.NO_PROFILE, System::nanoTime, new ToldMemory()));
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
            held.release();
            assertThat(first.get().statusCode()).isEqualTo(200);
            await().until(() -> send("POST", INFER, request).statusCode() == 200);
        } finally {
            held.release();
        }
    }
}
