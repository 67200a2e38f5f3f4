package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.LoopLink;
import io.modelferry.agent.testing.RogueMetadata;
import io.modelferry.agent.testing.TestDevice;
import io.modelferry.agent.tuf.Fetcher;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Link.Message;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.blocks.Block;
import io.modelferry.protocol.blocks.BlockRequest;
import io.modelferry.protocol.report.MetadataWait;
import io.modelferry.protocol.report.UpdateState;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A taken-over broker, or a cache in between, that edits metadata or shows old ones again. */
@Timeout(60)
class RogueRoadsTest {

    private static final byte[] ONE = "model one".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TWO = "model two".getBytes(StandardCharsets.US_ASCII);

    private final TestDevice device = new TestDevice();
    private final FakeControlPlane server = device.server;
    private ArtifactDigest one;

    @BeforeEach
    void aDeviceWithAModel() {
        one = server.publish(ONE);
        device.confirm(server.want(one));
    }

    @Test
    void overMqttTheBrokerCanNeitherEditNorShowAgain() throws Exception {
        var link = new LoopLink();
        var blocks = new BlocksRoad(link, 50_000, Duration.ofMillis(20), Ticks.REAL);
        link.connect();

        assertRefusedBy(rogue -> {
            link.answerWith(question -> link.deliver(answer(question, rogue)));
            return (file, mostBytes) -> blocks.metadata(file, mostBytes, new Cancellation());
        });
    }

    private static Message answer(Message question, Fetcher rogue) {
        var request = ProtocolJson.read(question.payload(), BlockRequest.class);
        var file = request.resource().substring(BlockRequest.METADATA.length());
        return new Message(Channel.BLOCKS_DATA, block(request, file, rogue).encode(), question.correlation());
    }

    private static Block block(BlockRequest request, String file, Fetcher rogue) {
        try {
            var from = (int) request.offset();
            return rogue.fetch(file, Integer.MAX_VALUE)
                    .map(whole -> new Block(
                            Block.Status.HERE,
                            from,
                            whole.length,
                            Arrays.copyOfRange(whole, from, Math.min(whole.length, from + request.lengthBytes()))))
                    .orElseGet(() -> Block.refused(Block.Status.NO_SUCH_RESOURCE));
        } catch (UpdateFailure e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void overHttpsACacheCanNeitherEditNorShowAgain() throws Exception {
        try (var cache = new FileServer(new byte[0]);
                var client = HttpClient.newHttpClient()) {
            var https = new HttpsRoad(client, cache.uri(), Duration.ofSeconds(5), Ticks.REAL);
            assertRefusedBy(rogue -> {
                cache.always(exchange -> {
                    var file = exchange.getRequestURI().getPath().substring(DeviceApi.METADATA.length());
                    var bytes = fetched(rogue, file);
                    FileServer.status(bytes.length == 0 ? 404 : 200, "Content-Type", "application/json", bytes)
                            .to(exchange);
                });
                return (file, mostBytes) -> https.metadata(file, mostBytes, new Cancellation());
            });
        }
    }

    private static byte[] fetched(Fetcher rogue, String file) {
        try {
            return rogue.fetch(file, Integer.MAX_VALUE).orElse(new byte[0]);
        } catch (UpdateFailure e) {
            throw new AssertionError(e);
        }
    }

    private interface Road {
        Fetcher by(Fetcher rogue);
    }

    /** An editor first, then one who shows for ever what was true when the model came. */
    private void assertRefusedBy(Road road) {
        var old = RogueMetadata.frozen(server);
        var two = server.publish(TWO);
        device.store.metadataBy(road.by(RogueMetadata.edited(server)));
        device.offer(server.want(two));
        assertThat(device.events.last().metadataWait()).isEqualTo(MetadataWait.REFUSED);
        assertThat(device.events.last().detail()).contains("fewer than 1 of its keys have signed");

        device.store.metadataBy(road.by(old));
        device.offer(server.want(two));
        device.pass(Duration.ofSeconds(5));
        assertThat(device.events.last().state()).isEqualTo(UpdateState.ASSIGNED);
        assertThat(device.events.last().detail()).contains("the server still serves targets 2, not 3");
        assertThat(device.host.serves()).isEqualTo(one);

        device.store.metadataBy(road.by((file, mostBytes) -> server.repository().file(file)));
        device.confirm(server.want(two));
        assertThat(device.host.serves()).isEqualTo(two);
    }
}
