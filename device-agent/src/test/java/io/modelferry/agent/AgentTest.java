package io.modelferry.agent;

import static io.modelferry.agent.testing.FakeControlPlane.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelferry.agent.enrolment.DeviceIdentity;
import io.modelferry.agent.enrolment.Enrolment;
import io.modelferry.agent.enrolment.IdentityFiles;
import io.modelferry.agent.testing.DeviceServer;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.TestCa;
import io.modelferry.agent.testing.TinyModels;
import io.modelferry.protocol.enrolment.JoinString;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent over real TLS and real files, with no broker to talk to: the goal comes by polling. */
@Timeout(90)
class AgentTest {

    private static final long BEGAN = System.nanoTime();

    @TempDir
    Path folder;

    private final FakeControlPlane plane = new FakeControlPlane();
    private DeviceServer server;
    private DeviceIdentity identity;

    @BeforeEach
    void open() throws Exception {
        server = new DeviceServer(plane, new TestCa("127.0.0.1"));
        identity = new Enrolment(new IdentityFiles(folder.resolve("id")))
                .enrol(URI.create(server.url()), JoinString.parse(server.join()), DEVICE);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Agent start() throws Exception {
        var arguments = new String[] {"--data", folder.toString(), "--poll", "PT0.1S", "--retry-first", "PT0.05S"};
        var configuration = AgentConfiguration.of(arguments, Map.of());
        InstantSource clock = () -> Instant.parse("2026-03-01T08:00:00Z").plusNanos(System.nanoTime() - BEGAN);
        return Agent.start(configuration, identity, new Agent.Surroundings(UUID.randomUUID(), clock, new Random(1)));
    }

    private static int status(Agent agent, String path) {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.servingPort() + path))
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void installsItsFirstModelWithoutABrokerAndServesItAfterARestart() throws Exception {
        var model = plane.publish(Files.readAllBytes(TinyModels.meterReader(1)));
        server.goal(plane.want(model));

        try (var agent = start()) {
            await().atMost(Duration.ofSeconds(45)).until(() -> status(agent, "/v2/models/meter-reader/ready") == 200);
            assertThat(Files.readString(folder.resolve("run/serving-port")).strip())
                    .isEqualTo(String.valueOf(agent.servingPort()));
        }
        assertThat(server.callers()).isNotEmpty().containsOnly("CN=cam-01");

        server.close();
        try (var agent = start()) {
            assertThat(status(agent, "/v2/models/meter-reader/ready")).isEqualTo(200);
            assertThat(agent.runtime().all().getFirst().slot().digest()).isEqualTo(model);
        }
    }

    @Test
    void isAliveAndSaysSoBeforeItHasAModel() throws Exception {
        try (var agent = start()) {
            assertThat(status(agent, "/v2/health/live")).isEqualTo(200);
            assertThat(status(agent, "/v2/health/ready")).isEqualTo(503);
        }
    }
}
