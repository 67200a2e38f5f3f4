package io.modelferry.agent.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.modelferry.agent.download.HttpFiles;
import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.tuf.Hashes;
import io.modelferry.protocol.tuf.TargetFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TUF 5.7, over real HTTP. How broken lines are gone on with, {@code ResumedDownloadTest} tests: the road is the same. */
@Timeout(60)
class TargetDownloadTest {

    private static final byte[] MODEL = new byte[200_000];
    private static final String PATH = "models/meter reader@3.onnx";

    static {
        new Random(3).nextBytes(MODEL);
    }

    @TempDir
    Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer server;
    private volatile byte[] served = MODEL;
    private volatile int sent = Integer.MAX_VALUE;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestURI().getRawPath());
                exchange.sendResponseHeaders(200, served.length);
                exchange.getResponseBody().write(served, 0, Math.min(sent, served.length));
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        client.shutdownNow();
    }

    private TargetDownload download() {
        var base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/targets/");
        var http = new HttpFiles(client, Duration.ofSeconds(10), Ticks.REAL);
        return new TargetDownload(http, AgentFs.REAL, base, folder.resolve("targets"));
    }

    private static TargetFile model() {
        return new TargetFile(MODEL.length, Hashes.of(FakeControlPlane.digestOf(MODEL)), null);
    }

    private Path fetch(String path, TargetFile target) throws Exception {
        return download().fetch(path, target, true, new Cancellation());
    }

    @Test
    @DisplayName("5.7.3 asks for HASH.FILE in the target's folder, and keeps the file under its own name")
    void asksByHashAndKeepsByName() throws Exception {
        var place = fetch(PATH, model());

        var hash = FakeControlPlane.digestOf(MODEL).hex();
        assertThat(asked).containsExactly("/targets/models/" + hash + ".meter%20reader%403.onnx");
        assertThat(place).hasBinaryContent(MODEL).hasFileName("models%2Fmeter%20reader%403.onnx");
        assertOnly(place);
    }

    @Test
    @DisplayName("5.7.3 asks for the plain name where snapshots are not consistent")
    void asksByName() throws Exception {
        download().fetch(PATH, model(), false, new Cancellation());

        assertThat(asked).containsExactly("/targets/models/meter%20reader%403.onnx");
    }

    @Test
    void asksNobodyForWhatIsThere() throws Exception {
        fetch(PATH, model());
        fetch(PATH, model());
        assertThat(asked).hasSize(1);

        Files.write(folder.resolve("targets").resolve(Names.file(PATH)), new byte[MODEL.length]);
        assertThat(fetch(PATH, model())).hasBinaryContent(MODEL);
        assertThat(asked).hasSize(2);
    }

    @Test
    @DisplayName("5.7.3 refuses other bytes of the same length, and leaves nothing of them")
    void refusesOtherBytes() throws Exception {
        var before = fetch(PATH, model());
        var next = MODEL.clone();
        next[7] ^= 1;
        served = MODEL;
        var wanted = new TargetFile(next.length, Hashes.of(FakeControlPlane.digestOf(next)), null);

        assertThatThrownBy(() -> fetch(PATH, wanted))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.DIGEST_MISMATCH));

        assertThat(before).hasBinaryContent(MODEL);
        assertOnly(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 199_999, 200_001})
    @DisplayName("5.7.3 refuses another length before a byte is written")
    void refusesAnotherLength(int length) {
        served = new byte[length];

        assertThatThrownBy(() -> fetch(PATH, model())).isInstanceOf(UpdateFailure.class);

        assertNothing();
    }

    @Test
    void goesOnWhereTheLineBroke() throws Exception {
        sent = 150_000;
        assertThatThrownBy(() -> fetch(PATH, model()))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.NETWORK));
        sent = Integer.MAX_VALUE;

        assertOnly(fetch(PATH, model()));
    }

    @Test
    void fetchesAnEmptyTargetWithoutAsking() throws Exception {
        var empty = new TargetFile(0, Hashes.of(FakeControlPlane.digestOf(new byte[0])), null);

        assertThat(fetch("empty", empty)).isEmptyFile();
        assertThat(asked).isEmpty();
    }

    @Test
    @DisplayName("5.7.3 refuses a target with no hash that is known here, before asking for it")
    void refusesATargetWithoutSha256() {
        var target = new TargetFile(MODEL.length, new Hashes(Map.of("md6", "00")), null);

        assertThatThrownBy(() -> fetch(PATH, target)).isInstanceOf(MetadataRefused.class);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../up", "a/../../up", "/absolute", "a//b", "a/./b", "a/", ""})
    @DisplayName("4.5 refuses a path that is not plainly below the base")
    void refusesAPathThatLeadsElsewhere(String path) {
        assertThatThrownBy(() -> fetch(path, model())).isInstanceOf(MetadataRefused.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void aHiddenOrLongNameIsNoneOnTheDisk() throws Exception {
        assertThat(fetch(".hidden", model())).hasFileName("%2Ehidden");
        assertThatThrownBy(() -> fetch("n".repeat(Names.MAX_FILE_NAME + 1), model()))
                .isInstanceOf(MetadataRefused.class);
    }

    private void assertOnly(Path place) throws IOException {
        try (var files = Files.list(folder.resolve("targets"))) {
            assertThat(files).containsExactly(place);
        }
    }

    private void assertNothing() {
        assertThat(Arrays.asList(folder.resolve("targets").toFile().list())).isEmpty();
    }
}
