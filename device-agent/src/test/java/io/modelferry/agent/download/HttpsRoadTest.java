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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpsRoadTest {

    private static final DeliveryPolicy OVER_HTTPS = new DeliveryPolicy(Transport.HTTPS, Long.MAX_VALUE);
    private static final byte[] FILE = new byte[300_000];
    private static final byte[] PAGE = "<html>please pay</html>".getBytes(StandardCharsets.US_ASCII);

    static {
        new Random(11).nextBytes(FILE);
    }

    @TempDir
    Path folder;

    private FileServer server;
    private HttpClient client;
    private FileBlobs blobs;

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

    private Roads roads(Duration patience, Ticks ticks) {
        return new Roads(
                new HttpsRoad(client, server.uri(), patience, ticks),
                new BlocksRoad(new LoopLink(), 4096, Duration.ofMillis(50), Ticks.REAL),
                blobs,
                new Spending(AgentFs.REAL, folder, new MovedClock(), Ticks.REAL),
                new SiteCache(Ticks.REAL),
                Ticks.REAL);
    }

    private long fetch() throws UpdateFailure {
        return fetch(roads(Duration.ofSeconds(10), Ticks.REAL));
    }

    private long fetch(Roads roads) throws UpdateFailure {
        return roads.fetch(server.digest(), FILE.length, OVER_HTTPS, new Cancellation());
    }

    private void assertFails(FailureCode code, String detail) {
        assertThatThrownBy(this::fetch)
                .hasMessageContaining(detail)
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void assertFails(FailureCode code) {
        assertFails(code, "");
    }

    private void assertFetched() throws IOException {
        assertThat(Files.readAllBytes(blobs.path(server.digest()))).isEqualTo(FILE);
        assertNothingIsKept();
    }

    private void assertNothingIsKept() throws IOException {
        try (var left = Files.list(blobs.partial(server.digest()).getParent())) {
            assertThat(left.filter(file -> file.toFile().length() > 0)).isEmpty();
        }
    }

    private String range(int from) {
        return "bytes %d-%d/%d".formatted(from, FILE.length - 1, FILE.length);
    }

    @Test
    void fetchesAFileWhole() throws Exception {
        assertThat(fetch()).isEqualTo(FILE.length);

        assertThat(server.ranges()).containsExactly("null");
        assertThat(server.requests.getFirst().getFirst("Accept-Encoding")).isEqualTo("identity");
        assertFetched();
    }

    @Test
    void takesUpWhereTheConnectionWasCut() throws Exception {
        server.next(server.cutAfter(100_000));
        server.next(server.cutAfter(50_000));

        assertFails(FailureCode.NETWORK);
        assertFails(FailureCode.NETWORK);
        var received = fetch();

        assertThat(received).isEqualTo(FILE.length - 150_000);
        assertThat(server.ranges()).containsExactly("null", "bytes=100000-", "bytes=150000-");
        assertThat(server.requests.getLast().getFirst("If-Range"))
                .isEqualTo('"' + server.digest().hex() + '"');
        assertFetched();
    }

    @Test
    void keepsWhatItHasWhenTheWholeFileComesWhereARangeWasAskedFor() throws Exception {
        server.next(server.cutAfter(100_000));
        server.next(exchange -> {
            exchange.sendResponseHeaders(200, FILE.length);
            exchange.getResponseBody().write(FILE, 0, 40_000);
            exchange.getResponseBody().flush();
        });
        server.next(server::whole);

        assertFails(FailureCode.NETWORK);
        assertFails(FailureCode.NETWORK);
        var received = fetch();

        assertThat(server.ranges()).containsExactly("null", "bytes=100000-", "bytes=100000-");
        assertThat(received).isEqualTo(FILE.length);
        assertFetched();
    }

    @Test
    void startsOverWhenTheWholeFileBeginsWithOtherBytesThanCameBefore() throws Exception {
        var other = FILE.clone();
        other[7] ^= 1;
        server.next(exchange -> {
            exchange.sendResponseHeaders(200, other.length);
            exchange.getResponseBody().write(other, 0, 100_000);
            exchange.getResponseBody().flush();
        });
        server.next(server::whole);

        assertFails(FailureCode.NETWORK);
        assertFails(FailureCode.NETWORK, "starting over");
        fetch();

        assertThat(server.ranges()).containsExactly("null", "bytes=100000-", "null");
        assertFetched();
    }

    @ParameterizedTest(name = "Content-Range: {0}")
    @ValueSource(
            strings = {
                "bytes 5-299999/300000",
                "bytes 1000-299999/299999",
                "bytes 1000-300000/300000",
                "bytes 1000-999/300000",
                "bytes */300000",
                "bytes 1000-299999",
                "items 1000-299999/300000",
                "none"
            })
    void keepsNothingOfARangeThatWasNotAskedFor(String contentRange) throws Exception {
        server.next(server.cutAfter(1000));
        server.next(FileServer.status(206, "Content-Range", contentRange, Arrays.copyOf(FILE, FILE.length - 1000)));

        assertFails(FailureCode.NETWORK);
        assertFails(FailureCode.NETWORK);
        fetch();

        assertThat(server.ranges()).containsExactly("null", "bytes=1000-", "bytes=1000-");
        assertFetched();
    }

    @Test
    void keepsNothingOfARangeWithoutContentRangeOrOfAnotherFile() throws Exception {
        server.next(server.cutAfter(1000));
        var rest = Arrays.copyOf(FILE, FILE.length - 1000);
        server.next(FileServer.status(206, "X-None", "", rest));
        server.next(tagged("\"another\"", rest));
        server.next(tagged("W/\"" + server.digest().hex() + '"', rest));

        assertFails(FailureCode.NETWORK);
        assertFails(FailureCode.NETWORK, "does not say which");
        assertFails(FailureCode.NETWORK, "another file");
        assertFails(FailureCode.NETWORK, "another file");
        fetch();

        assertFetched();
    }

    private FileServer.Answer tagged(String etag, byte[] body) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Range", range(1000));
            FileServer.status(206, "ETag", etag, body).to(exchange);
        };
    }

    @Test
    void asksForTheWholeFileWhereRangesAreNotUnderstoodAndLosesNothing() throws Exception {
        server.next(server.cutAfter(1000));
        server.next(FileServer.status(416, "Content-Range", "bytes */300000", new byte[0]));

        assertFails(FailureCode.NETWORK);
        fetch();

        assertThat(server.ranges()).containsExactly("null", "bytes=1000-", "null");
        assertFetched();
    }

    @Test
    void keepsWhatItHasWhenTheServersFileIsShorter() throws Exception {
        server.next(server.cutAfter(1000));
        server.next(FileServer.status(416, "Content-Range", "bytes */900", new byte[0]));

        assertFails(FailureCode.NETWORK);
        assertFails(FailureCode.NETWORK, "the server's file has 900 bytes, not 300000");
        fetch();

        assertThat(server.ranges().getLast()).isEqualTo("bytes=1000-");
        assertFetched();
    }

    @Test
    void endlessRefusalsOfRangesEnd() {
        server.always(FileServer.status(416, "Content-Range", "bytes */300000", new byte[0]));

        assertFails(FailureCode.NETWORK, "416");
    }

    @Test
    void throwsWrongBytesAwayAndStartsOver() throws Exception {
        var wrong = FILE.clone();
        wrong[200_000] ^= 1;
        server.next(FileServer.status(200, "Content-Type", "application/octet-stream", wrong));

        assertFails(FailureCode.DIGEST_MISMATCH);
        assertNothingIsKept();
        assertThat(fetch()).isEqualTo(FILE.length);

        assertFetched();
    }

    @Test
    void takesNoMoreBytesThanTheSignedLength() throws Exception {
        server.next(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                for (var i = 0; i < 1000; i++) {
                    exchange.getResponseBody().write(FILE);
                }
            } catch (IOException hungUp) {
                // as it should
            }
        });

        assertThat(fetch()).isEqualTo(FILE.length);
        assertFetched();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 299_999, 300_001})
    void refusesALengthThatIsNotTheSignedOneBeforeAByteIsWritten(int length) throws Exception {
        server.next(FileServer.status(200, "Content-Type", "application/octet-stream", new byte[length]));

        assertFails(FailureCode.NETWORK, "where 300000 should come");
        assertNothingIsKept();
    }

    @Test
    void keepsNothingOfACaptivePortal() throws Exception {
        server.next(FileServer.status(200, "Content-Type", "text/html; charset=utf-8", PAGE));
        server.next(FileServer.status(511, "Content-Type", "text/html", PAGE));
        server.next(FileServer.status(200, "X-None", "", PAGE));
        server.next(FileServer.chunked(PAGE));
        server.next(FileServer.chunked(new byte[FILE.length]));

        assertFails(FailureCode.NETWORK, "a captive portal?");
        assertFails(FailureCode.NETWORK, "a captive portal?");
        assertFails(FailureCode.NETWORK, "23 bytes announced where 300000 should come");
        assertFails(FailureCode.NETWORK, "ended 299977 bytes early");
        assertFails(FailureCode.NETWORK, "names neither file nor length");
        assertNothingIsKept();
        fetch();

        assertThat(server.ranges()).containsOnly("null");
        assertFetched();
    }

    @Test
    void aPortalInTheMiddleCostsNothingOfWhatCameBefore() throws Exception {
        server.next(server.cutAfter(100_000));
        server.next(FileServer.chunked(Arrays.copyOf(FILE, 150_000)));

        assertFails(FailureCode.NETWORK);
        assertFails(FailureCode.NETWORK);
        fetch();

        assertThat(server.ranges()).containsExactly("null", "bytes=100000-", "bytes=100000-");
        assertFetched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "br", "identity, gzip"})
    void refusesARecodedBody(String coding) throws Exception {
        server.next(FileServer.status(200, "Content-Encoding", coding, FILE));

        assertFails(FailureCode.NETWORK, "recoded");
        assertNothingIsKept();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirect(int status) throws Exception {
        try (var elsewhere = new FileServer(FILE)) {
            server.next(FileServer.status(status, "Location", elsewhere.uri() + "/", new byte[0]));

            assertFails(FailureCode.NETWORK, "redirects are not followed");
            assertThat(elsewhere.paths).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 429, 500, 503})
    void triesAgainLaterWhenTheServerRefuses(int status) throws Exception {
        server.next(FileServer.status(status, "Retry-After", "1", new byte[0]));

        assertFails(FailureCode.NETWORK, "status " + status);
        fetch();

        assertFetched();
    }

    @Test
    void refusesAClientThatFollowsRedirects() {
        try (var obedient = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            assertThatThrownBy(() -> new HttpsRoad(obedient, server.uri(), Duration.ofSeconds(1), Ticks.REAL))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void givesUpOnASilentServerAndTakesUpLater() throws Exception {
        server.next(exchange -> {
            exchange.sendResponseHeaders(200, FILE.length);
            exchange.getResponseBody().write(FILE, 0, 1000);
            exchange.getResponseBody().flush();
            server.fallSilent();
        });

        assertThatThrownBy(() -> fetch(roads(Duration.ofMillis(500), Ticks.REAL)))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.TIMEOUT));
        fetch();

        assertThat(server.ranges()).containsExactly("null", "bytes=1000-");
        assertFetched();
    }

    @Test
    void givesUpOnAServerThatNeverBeginsToAnswer() {
        server.next(exchange -> server.fallSilent());

        assertThatThrownBy(() -> fetch(roads(Duration.ofMillis(300), Ticks.REAL)))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.TIMEOUT));
    }

    @Test
    void givesUpOnOneByteASecondAndTakesUpLater() throws Exception {
        var waiting = new Semaphore(0);
        var nanos = new AtomicLong();
        Ticks aSecondEachLook = () -> {
            waiting.release();
            return nanos.addAndGet(1_000_000_000);
        };
        var trickled = new AtomicLong();
        server.next(exchange -> {
            exchange.sendResponseHeaders(200, FILE.length);
            try {
                while (true) {
                    waiting.acquire();
                    exchange.getResponseBody().write(FILE, trickled.intValue(), 1);
                    exchange.getResponseBody().flush();
                    trickled.incrementAndGet();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThatThrownBy(() -> fetch(roads(Duration.ofSeconds(10), aSecondEachLook)))
                .hasMessageContaining("too slow")
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.TIMEOUT));
        var received = fetch();

        assertThat(received).isGreaterThan(FILE.length - 200).isLessThan(FILE.length);
        assertFetched();
    }

    @Test
    void stopsInTheMiddleWhenAsked() {
        var cancellation = new Cancellation();
        server.next(exchange -> {
            exchange.sendResponseHeaders(200, FILE.length);
            exchange.getResponseBody().write(FILE, 0, 1000);
            exchange.getResponseBody().flush();
            cancellation.request();
            server.fallSilent();
        });

        var roads = roads(Duration.ofSeconds(10), Ticks.REAL);
        assertThatThrownBy(() -> roads.fetch(server.digest(), FILE.length, OVER_HTTPS, cancellation))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INTERRUPTED));
    }

    @Test
    void trustsNoByteThatNoCheckpointVouchesFor() throws Exception {
        Files.write(blobs.partial(server.digest()), Arrays.copyOf(FILE, FILE.length + 5));

        assertThat(fetch()).isEqualTo(FILE.length);

        assertThat(server.ranges()).containsExactly("null");
        assertFetched();
    }

    @Test
    void asksForNothingWhenTheFileIsCompleteAlready() throws Exception {
        var partial = new PartialFile(AgentFs.REAL, blobs.partial(server.digest()), server.digest(), FILE.length);
        try (var arrival = Arrival.open(partial, Ticks.REAL)) {
            arrival.append(FILE, FILE.length);
        }

        assertThat(fetch()).isZero();

        assertThat(server.requests).isEmpty();
        assertFetched();
    }
}
