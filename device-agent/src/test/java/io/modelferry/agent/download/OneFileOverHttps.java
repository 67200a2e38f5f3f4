package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.slots.FileBlobs;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.LoopLink;
import io.modelferry.agent.testing.MovedClock;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeliveryPolicy.Transport;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A device that fetches one file from a server whose every answer the test decides. */
@Timeout(60)
abstract class OneFileOverHttps {

    static final DeliveryPolicy OVER_HTTPS = new DeliveryPolicy(Transport.HTTPS, Long.MAX_VALUE);
    static final byte[] FILE = new byte[300_000];

    static {
        new Random(11).nextBytes(FILE);
    }

    @TempDir
    Path folder;

    FileServer server;
    HttpClient client;
    FileBlobs blobs;

    @BeforeEach
    void open() throws IOException {
        server = new FileServer(FILE);
        client = HttpClient.newHttpClient();
        blobs = new FileBlobs(AgentFs.REAL, folder, (base, delta, target) -> FakeControlPlane.digestOf(FILE));
    }

    @AfterEach
    void close() {
        server.close();
        client.shutdownNow();
    }

    Roads roads(Duration patience, Ticks ticks) {
        return new Roads(
                new HttpsRoad(client, server.uri(), patience, ticks),
                new BlocksRoad(new LoopLink(), 4096, Duration.ofMillis(50), Ticks.REAL),
                blobs,
                new Spending(AgentFs.REAL, folder, new MovedClock(), Ticks.REAL),
                new SiteCache(Ticks.REAL),
                Ticks.REAL);
    }

    long fetch() throws UpdateFailure {
        return fetch(roads(Duration.ofSeconds(10), Ticks.REAL));
    }

    long fetch(Roads roads) throws UpdateFailure {
        return roads.fetch(server.digest(), FILE.length, OVER_HTTPS, new Cancellation());
    }

    void assertFails(FailureCode code, String detail) {
        assertThatThrownBy(this::fetch)
                .hasMessageContaining(detail)
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    void assertFails(FailureCode code) {
        assertFails(code, "");
    }

    void assertFetched() throws IOException {
        assertThat(Files.readAllBytes(blobs.path(server.digest()))).isEqualTo(FILE);
        assertNothingIsKept();
    }

    void assertNothingIsKept() throws IOException {
        try (var left = Files.list(blobs.partial(server.digest()).getParent())) {
            assertThat(left.filter(file -> file.toFile().length() > 0)).isEmpty();
        }
    }
}
