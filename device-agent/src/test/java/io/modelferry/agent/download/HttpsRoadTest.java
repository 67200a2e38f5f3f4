package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.slots.DeltaPatching;
import io.modelferry.agent.slots.FileBlobs;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.LoopLink;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeliveryPolicy.Transport;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HttpsRoadTest {

    private static final DeliveryPolicy OVER_HTTPS = new DeliveryPolicy(Transport.HTTPS, Long.MAX_VALUE);
    private static final byte[] FILE = new byte[300_000];

    static {
        new Random(11).nextBytes(FILE);
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @TempDir
    Path folder;

    private final ArtifactDigest digest = FakeControlPlane.digestOf(FILE);
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> ranges = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private HttpClient client;
    private FileBlobs blobs;
    private Roads roads;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
                var answer = answers.isEmpty() ? (Answer) HttpsRoadTest::honest : answers.remove();
                answer.to(exchange);
            }
        });
        server.start();
        client = HttpClient.newHttpClient();
        blobs = new FileBlobs(AgentFs.REAL, folder, new DeltaPatching());
        roads = roads(Duration.ofSeconds(10));
    }

    private Roads roads(Duration patience) {
        var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        var blocks = new BlocksRoad(new LoopLink(), 4096, Duration.ofMillis(50));
        return new Roads(new HttpsRoad(client, uri, patience), blocks, blobs);
    }

    @AfterEach
    void close() {
        end.countDown();
        server.stop(0);
        client.shutdownNow();
    }

    private static void honest(HttpExchange exchange) throws IOException {
        var range = exchange.getRequestHeaders().getFirst("Range");
        var from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
        if (range != null) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes %d-%d/%d".formatted(from, FILE.length - 1, FILE.length));
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, FILE.length - from);
        exchange.getResponseBody().write(FILE, from, FILE.length - from);
    }

    /** Sends a part of what it promised and hangs up. */
    private static Answer cutAfter(int bytes) {
        return exchange -> {
            var range = exchange.getRequestHeaders().getFirst("Range");
            var from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes %d-%d/%d".formatted(from, FILE.length - 1, FILE.length));
            exchange.sendResponseHeaders(range == null ? 200 : 206, FILE.length - from);
            exchange.getResponseBody().write(FILE, from, bytes);
            exchange.getResponseBody().flush();
        };
    }

    private static Answer status(int status, String header, String value, byte[] body) {
        return exchange -> {
            exchange.getResponseHeaders().set(header, value);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        };
    }

    private long fetch() throws UpdateFailure {
        return roads.fetch(digest, FILE.length, OVER_HTTPS, new Cancellation());
    }

    private void assertFails(FailureCode code) {
        assertThatThrownBy(this::fetch)
                .isInstanceOfSatisfying(
                        UpdateFailure.class,
                        e -> assertThat(e.code()).as(e.detail()).isEqualTo(code));
    }

    private void assertFetched() throws IOException {
        assertThat(Files.readAllBytes(blobs.path(digest))).isEqualTo(FILE);
        assertThat(blobs.partial(digest)).doesNotExist();
    }

    @Test
    void fetchesAFileWhole() throws Exception {
        assertThat(fetch()).isEqualTo(FILE.length);
        assertFetched();
    }

    @Test
    void takesUpWhereTheConnectionWasCut() throws Exception {
        answers.add(cutAfter(100_000));
        answers.add(cutAfter(50_000));

        assertFails(FailureCode.NETWORK);
        assertFails(FailureCode.NETWORK);
        var received = fetch();

        assertThat(received).isEqualTo(FILE.length - 150_000);
        assertThat(ranges).containsExactly("null", "bytes=100000-", "bytes=150000-");
        assertFetched();
    }

    @Test
    void startsOverWhenTheWholeFileComesWhereARangeWasAskedFor() throws Exception {
        answers.add(cutAfter(100_000));
        answers.add(exchange -> {
            exchange.sendResponseHeaders(200, FILE.length);
            exchange.getResponseBody().write(FILE);
        });

        assertFails(FailureCode.NETWORK);
        fetch();

        assertFetched();
    }

    @Test
    void refusesARangeThatWasNotAskedFor() throws Exception {
        answers.add(cutAfter(1000));
        answers.add(status(206, "Content-Range", "bytes 5-10/300000", new byte[6]));

        assertFails(FailureCode.NETWORK);
        assertFails(FailureCode.NETWORK);
        fetch();

        assertFetched();
    }

    @Test
    void startsOverAfterRangeNotSatisfiable() throws Exception {
        answers.add(cutAfter(1000));
        answers.add(status(416, "Content-Range", "bytes */300000", new byte[0]));

        assertFails(FailureCode.NETWORK);
        assertFails(FailureCode.NETWORK);
        fetch();

        assertThat(ranges.getLast()).isEqualTo("null");
        assertFetched();
    }

    @Test
    void throwsWrongBytesAwayAndStartsOver() throws Exception {
        var wrong = FILE.clone();
        wrong[200_000] ^= 1;
        answers.add(exchange -> {
            exchange.sendResponseHeaders(200, wrong.length);
            exchange.getResponseBody().write(wrong);
        });

        assertFails(FailureCode.DIGEST_MISMATCH);
        assertThat(fetch()).isEqualTo(FILE.length);

        assertFetched();
    }

    @Test
    void takesNoMoreBytesThanTheSignedLength() {
        answers.add(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                for (var i = 0; i < 1000; i++) {
                    exchange.getResponseBody().write(FILE);
                }
            } catch (IOException hungUp) {
                // as it should
            }
        });

        assertFails(FailureCode.DIGEST_MISMATCH);
        assertThat(blobs.partial(digest).toFile().length()).isLessThanOrEqualTo(FILE.length);
    }

    @Test
    void believesNoCaptivePortal() throws Exception {
        answers.add(status(200, "Content-Type", "text/html", "<html>please pay</html>".getBytes()));
        answers.add(status(302, "Location", "http://127.0.0.1:1/", new byte[0]));
        answers.add(status(200, "Content-Encoding", "gzip", new byte[10]));
        answers.add(status(503, "Retry-After", "1", new byte[0]));

        for (var i = 0; i < 4; i++) {
            assertFails(FailureCode.NETWORK);
        }
        fetch();

        assertFetched();
    }

    @Test
    void givesUpOnASilentServer() throws Exception {
        answers.add(exchange -> {
            exchange.sendResponseHeaders(200, FILE.length);
            exchange.getResponseBody().write(FILE, 0, 1000);
            exchange.getResponseBody().flush();
            await();
        });

        var impatient = roads(Duration.ofMillis(500));
        assertThatThrownBy(() -> impatient.fetch(digest, FILE.length, OVER_HTTPS, new Cancellation()))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.TIMEOUT));
        fetch();

        assertFetched();
    }

    @Test
    void stopsInTheMiddleWhenAsked() {
        var cancellation = new Cancellation();
        answers.add(exchange -> {
            exchange.sendResponseHeaders(200, FILE.length);
            exchange.getResponseBody().write(FILE, 0, 1000);
            exchange.getResponseBody().flush();
            cancellation.request();
            await();
        });

        assertThatThrownBy(() -> roads.fetch(digest, FILE.length, OVER_HTTPS, cancellation))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INTERRUPTED));
    }

    @Test
    void continuesAPartialFileThatIsLongerThanTheFileFromTheStart() throws Exception {
        Files.write(blobs.partial(digest), Arrays.copyOf(FILE, FILE.length + 5));

        assertThat(fetch()).isEqualTo(FILE.length);

        assertFetched();
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
