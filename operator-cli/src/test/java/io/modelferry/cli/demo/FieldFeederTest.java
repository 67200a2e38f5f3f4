package io.modelferry.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelferry.cli.testing.FakeControlPlane;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An application beside a camera, against an agent of our own. */
final class FieldFeederTest {

    private static final Path STREAM = Path.of("").toAbsolutePath().getParent().resolve("demo/models/field-stream.npz");

    @Test
    void readsTheCommittedFieldStream() throws IOException {
        var stream = FieldStream.read(STREAM);

        assertThat(stream.labels()).hasSize(3000);
        assertThat(stream.ofSite(0).size() + stream.ofSite(1).size()).isEqualTo(3000);
        assertThat(stream.image(2999)).hasSize(256);
        for (var pixel : stream.image(2999)) {
            assertThat(pixel).isBetween(0f, 1f);
        }
    }

    @Test
    void asksByTheOpenInferenceProtocolAndTellsTheTruthUnderTheSameId() throws IOException {
        try (var agent = new FakeControlPlane();
                var feeder = new FieldFeeder("cam", agent.uri(), FieldStream.read(STREAM), List.of(0))) {
            agent.answers("POST /v2/models/meter-reader/infer", 200, "{}")
                    .answers("POST /v2/models/meter-reader/feedback", 200, "{}");

            feeder.start();
            await().until(() -> feeder.count().served() >= 2);

            assertThat(agent.asked().getFirst().body())
                    .startsWith(
                            "{\"id\":\"cam-0\",\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[1,1,16,16],\"data\":[");
            assertThat(agent.asked().get(1).body()).startsWith("{\"request_id\":\"cam-0\",\"label\":");
            assertThat(feeder.count().failed()).isZero();
        }
    }

    @Test
    void countsEveryRefusedInferenceAndRemembersTheFirst() throws IOException {
        try (var agent = new FakeControlPlane();
                var feeder = new FieldFeeder("cam", agent.uri(), FieldStream.read(STREAM), List.of(0))) {
            agent.answers("POST /v2/models/meter-reader/infer", 503, "{\"error\":\"no model\"}");

            feeder.start();
            await().until(() -> feeder.count().failed() >= 2);

            assertThat(feeder.count().served()).isZero();
            assertThat(feeder.firstFailure()).isEqualTo("cam: HTTP 503 {\"error\":\"no model\"}");
        }
    }
}
