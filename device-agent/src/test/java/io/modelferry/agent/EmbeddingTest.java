package io.modelferry.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.inference.Tensor;
import io.modelferry.agent.testing.DeviceServer;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.TestCa;
import io.modelferry.agent.testing.TinyModels;
import io.modelferry.protocol.ModelName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/serving.md shows to applications that embed the agent, word for word, against real TLS and real files. */
@Timeout(90)
class EmbeddingTest {

    @TempDir
    Path folder;

    @Test
    void answersInTheDozenLinesOfTheDocument() throws Exception {
        var plane = new FakeControlPlane();
        try (var control = new DeviceServer(plane, new TestCa("127.0.0.1"))) {
            control.goal(plane.want(plane.publish(Files.readAllBytes(TinyModels.meterReader(1)))));

            var arguments = new String[] {
                "--data",
                folder.toString(),
                "--server",
                control.url(),
                "--join",
                control.join(),
                "--id",
                "cam-01",
                "--poll",
                "PT0.1S"
            };

            assertThat(embed(arguments, new float[256])).hasSize(10);
        }
    }

    private static float[] embed(String[] arguments, float[] pixels) throws Exception {
        var began = System.nanoTime();
        InstantSource clock = () -> Instant.parse("2026-03-01T08:00:00Z").plusNanos(System.nanoTime() - began);
        var random = new Random(4);
        // begin of the document's lines
        var configuration = AgentConfiguration.of(arguments);
        try (var agent = Agent.open(configuration, clock, random)) {
            var runtime = agent.runtime();
            var model = new ModelName("meter-reader");
            while (runtime.served(model).isEmpty()) {
                Thread.sleep(100); // the first update is on its way
            }
            var image = Tensor.floats(new long[] {1, 1, 16, 16}, pixels);
            var answer = runtime.infer(model, "reading-4711", Map.of("image", image));
            agent.feedback(model, "reading-4711", 3); // the truth, when it is known
            return answer.outputs().get("logits").floats();
        }
        // end of the document's lines
    }

    @Test
    void isWhatTheDocumentShows() throws Exception {
        var here = Path.of("src/test/java/io/modelferry/agent/EmbeddingTest.java");
        var source = Files.readString(
                Files.exists(here) ? here : Path.of("device-agent").resolve(here));
        var document = Path.of("..", "docs", "serving.md");
        var shown = Files.readString(Files.exists(document) ? document : Path.of("docs", "serving.md"));

        var lines = source.substring(
                        source.indexOf("begin of the document's lines\n") + "begin of the document's lines\n".length(),
                        source.indexOf("        // end of the document's lines\n"))
                .indent(-8);

        assertThat(shown).contains("```java\n" + lines + "```");
    }
}
