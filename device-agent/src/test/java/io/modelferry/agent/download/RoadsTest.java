package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Link.Message;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.blocks.Block;
import io.modelferry.protocol.blocks.BlockRequest;
import io.modelferry.protocol.goal.Allowance;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeliveryPolicy.Transport;
import io.modelferry.protocol.report.FailureCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which way a file takes: HTTPS or MQTT, as the policy says and as there is one, and how much of a day it may take. */
class RoadsTest extends RoadsToAFile {

    private static DeliveryPolicy by(Transport transport) {
        return new DeliveryPolicy(transport, Long.MAX_VALUE);
    }

    private static DeliveryPolicy spending(Allowance allowance) {
        return new DeliveryPolicy(Transport.HTTPS, Long.MAX_VALUE, allowance, null, null);
    }

    @Test
    void aDownloadThatReachesTheDaysBytesGoesOnTheNextDayWhereItStopped() throws Exception {
        var policy = spending(new Allowance(200_000L, null, null));

        assertFails(FailureCode.INTERRUPTED, "the day's 200000 bytes are spent; goes on at 00:00Z", policy);
        assertThat(server.sent).hasValue(200_000);
        roads = roads(); // a restart
        assertFails(FailureCode.INTERRUPTED, "are spent", policy);
        clock.set(Instant.parse("2026-03-02T00:00:01Z"));
        assertFails(FailureCode.INTERRUPTED, "are spent", policy);
        clock.set(Instant.parse("2026-03-03T00:00:01Z"));
        fetch(policy);

        assertThat(server.sent).hasValue(FILE.length);
        assertThat(server.ranges()).containsExactly("bytes=0-199999", "bytes=200000-399999", "bytes=400000-");
        assertFetched();
    }

    @Test
    void aPaceIsKeptWithoutKeepingTheServerInTheMiddleOfAnAnswer() throws Exception {
        var began = clock.nanos();

        fetch(spending(new Allowance(null, 10_000L, null)));

        assertThat(Duration.ofNanos(clock.nanos() - began).toSeconds()).isBetween(48L, 51L);
        assertThat(server.ranges()).containsExactly("bytes=0-199999", "bytes=200000-399999", "bytes=400000-");
        assertFetched();
    }

    @Test
    void autoTakesMqttWhenHttpsIsBlocked() throws Exception {
        server.close();
        link.connect();

        fetch(by(Transport.AUTO));

        assertThat(link.sent(Channel.BLOCKS_GET)).hasSize(10);
        assertFetched();
    }

    @Test
    void autoTakesHttpsWhenMqttIsDown() throws Exception {
        fetch(by(Transport.AUTO));

        assertThat(link.sent(Channel.BLOCKS_GET)).isEmpty();
        assertFetched();
    }

    @Test
    void autoSendsSmallFilesOverMqttAndTheRestOverHttps() throws Exception {
        var small = Arrays.copyOf(FILE, 100_000);
        var digest = FakeControlPlane.digestOf(small);
        link.connect();
        link.answerWith(question -> {
            var from = (int)
                    ProtocolJson.read(question.payload(), BlockRequest.class).offset();
            var bytes = Arrays.copyOfRange(small, from, from + 50_000);
            var block = new Block(Block.Status.HERE, from, small.length, bytes);
            link.deliver(new Message(Channel.BLOCKS_DATA, block.encode(), question.correlation()));
        });

        roads.fetch(digest, small.length, by(Transport.AUTO), new Cancellation());
        assertThat(server.requests).isEmpty();
        fetch(by(Transport.AUTO));

        assertThat(server.requests).hasSize(1);
        assertThat(blobs.path(digest)).hasBinaryContent(small);
        assertFetched();
    }

    @Test
    void autoTakesHttpsForASmallFileWhenNoBlockComes() throws Exception {
        var small = Arrays.copyOf(FILE, 100_000);
        try (var other = new FileServer(small)) {
            link.connect();
            link.answerWith(question -> {});
            var https = new HttpsRoad(client, other.uri(), Duration.ofSeconds(5), Ticks.REAL);
            var mqtt = new BlocksRoad(link, 50_000, Duration.ofMillis(5), Ticks.REAL);
            roads = new Roads(
                    https, mqtt, blobs, new Spending(AgentFs.REAL, folder, clock, clock), new SiteCache(ticks), ticks);

            roads.fetch(other.digest(), small.length, by(Transport.AUTO), new Cancellation());

            assertThat(blobs.path(other.digest())).hasBinaryContent(small);
        }
    }

    @Test
    void whatOneRoadHasBroughtTheOtherNeedNot() throws Exception {
        server.next(server.cutAfter(400_000));
        assertFails(FailureCode.NETWORK, "", by(Transport.HTTPS));
        link.connect();

        assertThat(fetch(by(Transport.MQTT))).isEqualTo(100_000);

        assertThat(link.sent(Channel.BLOCKS_GET)).hasSize(2);
        assertFetched();
    }

    private Optional<byte[]> metadata(DeliveryPolicy policy) throws UpdateFailure {
        return roads.metadata("7.targets.json", FILE.length, policy, new Cancellation());
    }

    @Test
    void autoFindsMetadataByTheOtherRoad() throws Exception {
        assertThat(metadata(by(Transport.AUTO))).contains(FILE);
        server.close();
        link.connect();

        assertThat(metadata(by(Transport.AUTO))).contains(FILE);
    }

    @Test
    void metadataComeThoughTheDayIsSpent() throws Exception {
        assertFails(FailureCode.INTERRUPTED, "are spent", spending(new Allowance(1L, null, null)));

        assertThat(metadata(spending(new Allowance(1L, null, null)))).contains(FILE);
    }
}
