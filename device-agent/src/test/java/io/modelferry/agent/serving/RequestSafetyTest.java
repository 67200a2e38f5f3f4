package io.modelferry.agent.serving;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelferry.agent.inference.InferenceListener;
import io.modelferry.agent.inference.ModelRuntime;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.TinyModels;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.protocol.VersionName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that send too much, too slowly, or from the wrong place, over real sockets. */
@Timeout(60)
class RequestSafetyTest {

    private static final String INFER = "/v2/models/meter-reader/infer";
    private static final String REQUEST =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]}";
    private static final int OPEN_LIMIT = 1 << 20;

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private ModelRuntime runtime;
    private InferenceServer server;

    @BeforeEach
    void open() throws Exception {
        open(new ModelRuntime.Limits(1, 1, 0, 1000), OPEN_LIMIT);
        serve(TinyModels.of("Abs"));
    }

    private void open(ModelRuntime.Limits limits, long openLimit) throws IOException {
        runtime = new ModelRuntime(digest -> folder.resolve(digest.hex()), InferenceListener.NONE, limits);
        server = new InferenceServer(
                new InferenceServer.Settings(0, openLimit, "test"), runtime, (_, _, _) -> false, () -> "r");
        server.start();
    }

    private void serve(byte[] model) throws Exception {
        var digest = FakeControlPlane.digestOf(model);
        Files.write(folder.resolve(digest.hex()), model);
        runtime.serve(MODEL, new Slot(digest, new VersionName("v7"), "fp32"));
    }

    @AfterEach
    void close() {
        client.shutdownNow();
        stop();
    }

    private void stop() {
        server.close();
        runtime.close();
    }

    private HttpResponse<String> post(BodyPublisher body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + INFER))
                .POST(body)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /** Headers, and a body of which only the first byte comes. */
    private Socket stalled(long length) throws IOException {
        return raw("POST " + INFER + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n{");
    }

    private Socket raw(String bytes) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private long rejected() {
        return runtime.statistics(MODEL).orElseThrow().rejected();
    }

    @Test
    void readsNoBodyWithoutAPlaceAndGivesThePlaceOfAStalledClientBack() throws Exception {
        try (var stalled = stalled(100);
                var headless = raw("GET /v2 HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")) {
            await().until(() -> post(BodyPublishers.ofString(REQUEST)).statusCode() == 503);

            var refused = post(BodyPublishers.ofString(REQUEST));

            assertThat(refused.body()).contains("more requests than this device answers");
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(rejected()).isGreaterThanOrEqualTo(2);
            assertThat(answer(stalled)).isEmpty(); // closed by the server's own time limit
            assertThat(answer(headless)).isEmpty();
        }
        await().until(() -> post(BodyPublishers.ofString(REQUEST)).statusCode() == 200);
    }

    @Test
    void refusesWhatTogetherIsMoreThanTheHeapCanHold() throws Exception {
        stop();
        var budget = Math.clamp(Runtime.getRuntime().maxMemory() / 16, 4L << 20, 64L << 20);
        open(new ModelRuntime.Limits(1, 1, 8, 1000), Long.MAX_VALUE);
        serve(TinyModels.of("Abs"));
        try (var stalled = stalled(budget)) {
            await().until(() -> post(BodyPublishers.ofString(REQUEST)).statusCode() == 503);

            assertThat(post(BodyPublishers.ofString(REQUEST)).body()).contains("more bytes under way");
            assertThat(rejected()).isGreaterThanOrEqualTo(2);
            assertThat(stalled.isConnected()).isTrue();
        }
        await().until(() -> post(BodyPublishers.ofString(REQUEST)).statusCode() == 200);
    }

    @Test
    void refusesABodyThatIsLongerThanTheLimit() throws Exception {
        var zeros = new byte[OPEN_LIMIT + 1];

        var declared = post(BodyPublishers.ofByteArray(zeros));
        assertThat(declared.statusCode()).isEqualTo(413);
        assertThat(declared.body()).contains("longer than " + OPEN_LIMIT + " bytes");

        var chunked = post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(zeros)));
        assertThat(chunked.statusCode()).isEqualTo(413);
    }

    @Test
    void knowsFromTheShapeHowLongARequestCanBe() throws Exception {
        serve(TinyModels.fixed("Abs", 2));
        var fits = REQUEST.replace("[1,3]", "[2,3]").replace("[1,2,3]", "[1,2,3,4,5,6]");

        assertThat(post(BodyPublishers.ofString(fits)).statusCode()).isEqualTo(200);
        assertThat(post(BodyPublishers.ofString(fits + " ".repeat(100_000))).statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            by address           | Host: 127.0.0.1:80                                | 200
            by name              | Host: LocalHost:8080                              | 200
            by IPv6              | Host: [::1]                                       | 200
            own page             | Host: localhost & Origin: http://localhost:3000  | 200
            rebound name         | Host: evil.example                                | 403
            name that looks near | Host: 127.0.0.1.evil.example                      | 403
            other address        | Host: 192.168.0.7                                 | 403
            two hosts            | Host: localhost & Host: evil.example             | 403
            no host              | X-Nothing: here                                   | 403
            foreign page         | Host: localhost & Origin: https://evil.example   | 403
            page from nowhere    | Host: localhost & Origin: null                   | 403
            """)
    void servesThisMachineAloneAndNoForeignPage(String row, String headers, int status) throws Exception {
        var lines = headers.strip().replace(" & ", "\r\n");

        try (var socket = raw("GET /v2 HTTP/1.1\r\n" + lines + "\r\nConnection: close\r\n\r\n")) {
            assertThat(answer(socket)).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void keepsAConnectionForTheNextRequest() throws Exception {
        var get = "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n";
        try (var socket = raw(get + "\r\n")) {
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> socket.getInputStream().available() > 0);
            socket.getOutputStream().write((get + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));

            assertThat(answer(socket).split("HTTP/1.1 200 OK", -1)).hasSize(3);
        }
    }
}
