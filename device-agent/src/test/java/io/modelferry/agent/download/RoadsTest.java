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
import io.modelferry.protocol.goal.Allowance;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeliveryPolicy.Transport;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which way a file takes: the site's cache, HTTPS, MQTT, and what is left when one of them lies or is down. */
@Timeout(60)
class RoadsTest {

    private static final byte[] FILE = new byte[500_000];

    static {
        new Random(12).nextBytes(FILE);
    }

    @TempDir
    Path folder;

    private final LoopLink link = new LoopLink();
    private final MovedClock clock = new MovedClock();
    private Ticks ticks = Ticks.REAL;
    private FileServer server;
    private FileServer cache;
    private HttpClient client;
    private FileBlobs blobs;
    private Roads roads;

    @BeforeEach
    void open() throws IOException {
        server = new FileServer(FILE);
        cache = new FileServer(FILE);
        client = HttpClient.newHttpClient();
        blobs = new FileBlobs(AgentFs.REAL, folder, (base, delta, target) -> FakeControlPlane.digestOf(FILE));
        link.answerWith(question -> link.deliver(block(question)));
        roads = roads();
    }

    private Roads roads() {
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

    private Message block(Message question) {
        var request = ProtocolJson.read(question.payload(), BlockRequest.class);
        var from = (int) request.offset();
        var bytes = Arrays.copyOfRange(FILE, from, Math.min(FILE.length, from + request.lengthBytes()));
        var block = new Block(Block.Status.HERE, from, FILE.length, bytes);
        return new Message(Channel.BLOCKS_DATA, block.encode(), question.correlation());
    }

    private long fetch(DeliveryPolicy policy) throws UpdateFailure {
        return roads.fetch(server.digest(), FILE.length, policy, new Cancellation());
    }

    private static DeliveryPolicy by(Transport transport) {
        return new DeliveryPolicy(transport, Long.MAX_VALUE);
    }

    private static DeliveryPolicy spending(Allowance allowance) {
        return new DeliveryPolicy(Transport.HTTPS, Long.MAX_VALUE, allowance, null, null);
    }

    private static DeliveryPolicy near(String base) {
        return new DeliveryPolicy(Transport.HTTPS, Long.MAX_VALUE, null, null, base);
    }

    private DeliveryPolicy nearCache() {
        return near(cache.uri() + "/mirror/");
    }

    private void assertFetched() throws IOException {
        assertThat(Files.readAllBytes(blobs.path(server.digest()))).isEqualTo(FILE);
        try (var left = Files.list(blobs.partial(server.digest()).getParent())) {
            assertThat(left).isEmpty();
        }
    }

    private void assertFails(FailureCode code, String detail, DeliveryPolicy policy) {
        assertThatThrownBy(() -> fetch(policy))
                .hasMessageContaining(detail)
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aGoodCacheGivesTheWholeFileAndTheServerSendsNothing() throws Exception {
        assertThat(fetch(nearCache())).isEqualTo(FILE.length);

        assertThat(server.requests).isEmpty();
        assertThat(cache.paths).containsExactly("/mirror/device/v1/blobs/" + server.digest());
        assertThat(cache.requests.getFirst()).doesNotContainKeys("Authorization", "Cookie");
        assertFetched();
    }

    @Test
    void aCacheIsNotCountedAgainstTheDay() throws Exception {
        fetch(new DeliveryPolicy(
                Transport.HTTPS,
                Long.MAX_VALUE,
                new Allowance(1L, null, null),
                null,
                cache.uri().toString()));

        assertThat(server.requests).isEmpty();
        assertFetched();
    }

    @Test
    void poisonedBytesOfACacheAreDroppedAndTheServerIsAsked() throws Exception {
        var poison = FILE.clone();
        poison[FILE.length - 1] ^= 1;
        cache.always(FileServer.status(200, "Content-Type", "application/octet-stream", poison));

        assertThat(fetch(nearCache())).isEqualTo(2 * FILE.length);

        assertThat(server.sent).hasValue(FILE.length);
        assertThat(server.ranges()).containsExactly("null");
        assertFetched();
    }

    @Test
    void aCacheThatFailedIsNotAskedForThatFileAgain() throws Exception {
        cache.always(FileServer.status(200, "Content-Type", "application/octet-stream", new byte[FILE.length]));
        server.next(server.cutAfter(200_000));

        assertFails(FailureCode.NETWORK, "", nearCache());
        assertThat(fetch(nearCache())) // a connection that ends early may take what was on its way with it
                .isBetween(FILE.length - 200_000L, FILE.length - 1L);

        assertThat(cache.requests).hasSize(1);
        assertFetched();
    }

    @Test
    void aCacheThatIsCutInTheMiddleLeavesNothingForTheServerToContinue() throws Exception {
        cache.always(cache.cutAfter(300_000));

        fetch(nearCache());

        assertThat(server.ranges()).containsExactly("null");
        assertFetched();
    }

    @Test
    void aSlowCacheIsLeftForTheServer() throws Exception {
        var nanos = new AtomicLong();
        ticks = () -> nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        cache.always(exchange -> {
            exchange.sendResponseHeaders(200, FILE.length);
            for (var i = 0; i < 100; i++) {
                exchange.getResponseBody().write(FILE, i, 1);
                exchange.getResponseBody().flush();
            }
            cache.fallSilent();
        });

        fetch(nearCache());

        assertThat(server.sent).hasValue(FILE.length);
        assertFetched();
    }

    @Test
    void aDeadCacheIsLeftForTheServer() throws Exception {
        var dead = cache.uri().toString();
        cache.close();

        fetch(near(dead));

        assertFetched();
    }

    @Test
    void aCacheThatRedirectsIsLeftForTheServer() throws Exception {
        cache.always(FileServer.status(302, "Location", server.uri() + "/elsewhere", new byte[0]));

        fetch(nearCache());

        assertThat(server.paths).containsExactly("/device/v1/blobs/" + server.digest());
        assertFetched();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://cache/",
                "jar:http://cache!/",
                "http://user:secret@cache/",
                "http://cache/?a=b",
                "http://cache/#x",
                "http:///nowhere",
                "cache",
                "http://not a url",
                ""
            })
    void anAddressThatIsNoPlainWebAddressIsNotAsked(String base) throws Exception {
        assertThat(SiteCache.artifact(base, server.digest())).isEmpty();
        fetch(near(base));

        assertFetched();
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
