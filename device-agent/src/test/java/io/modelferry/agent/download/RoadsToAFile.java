package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.slots.FileBlobs;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.LoopLink;
import io.modelferry.agent.testing.MovedClock;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Link.Message;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.blocks.Block;
import io.modelferry.protocol.blocks.BlockRequest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A device's ways to a file: the site's cache, the server over HTTPS, MQTT; what comes by them is kept on a real disk. */
@Timeout(60)
abstract class RoadsToAFile {

    static final byte[] FILE = new byte[500_000];

    static {
        new Random(12).nextBytes(FILE);
    }

    @TempDir
    Path folder;

    final LoopLink link = new LoopLink();
    final MovedClock clock = new MovedClock();
    Ticks ticks = Ticks.REAL;
    FileServer server;
    FileServer cache;
    HttpClient client;
    FileBlobs blobs;
    Roads roads;

    @BeforeEach
    void open() throws IOException {
        server = new FileServer(FILE);
        cache = new FileServer(FILE);
        client = HttpClient.newHttpClient();
        blobs = new FileBlobs(AgentFs.REAL, folder, (base, delta, target) -> FakeControlPlane.digestOf(FILE));
        link.answerWith(question -> link.deliver(block(question)));
        roads = roads();
    }

    Roads roads() {
        return new Roads(
                new HttpsRoad(client, server.uri(), Duration.ofSeconds(5), Ticks.REAL),
                new BlocksRoad(link, 50_000, Duration.ofMillis(20), Ticks.REAL),
                blobs,
                new Spending(AgentFs.REAL, folder, clock, clock, nanos -> clock.move(Duration.ofNanos(nanos))),
                new SiteCache(() -> ticks.nanos()),
                Ticks.REAL);
    }

    @AfterEach
    void close() {
        server.close();
        cache.close();
        client.shutdownNow();
    }

    Message block(Message question) {
        var request = ProtocolJson.read(question.payload(), BlockRequest.class);
        var from = (int) request.offset();
        var bytes = Arrays.copyOfRange(FILE, from, Math.min(FILE.length, from + request.lengthBytes()));
        var block = new Block(Block.Status.HERE, from, FILE.length, bytes);
        return new Message(Channel.BLOCKS_DATA, block.encode(), question.correlation());
    }

    final long fetch(DeliveryPolicy policy) throws UpdateFailure {
        return roads.fetch(server.digest(), FILE.length, policy, new Cancellation());
    }

    final void assertFetched() throws IOException {
        assertThat(Files.readAllBytes(blobs.path(server.digest()))).isEqualTo(FILE);
        try (var left = Files.list(blobs.partial(server.digest()).getParent())) {
            assertThat(left).isEmpty();
        }
    }

    final void assertFails(FailureCode code, String detail, DeliveryPolicy policy) {
        assertThatThrownBy(() -> fetch(policy))
                .hasMessageContaining(detail)
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
