package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HttpFilesTest {

    private static final byte[] FILE = "a document of some length".repeat(100).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PAGE = "<html>not here</html>".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private FileServer server;

    @BeforeEach
    void open() throws IOException {
        server = new FileServer(FILE);
    }

    @AfterEach
    void close() {
        server.close();
        client.shutdownNow();
    }

    private HttpFiles files(Ticks ticks) {
        return new HttpFiles(client, Duration.ofSeconds(10), ticks);
    }

    @Test
    void bringsADocumentOfTheMostBytesAndNoLongerOne() throws Exception {
        assertThat(files(Ticks.REAL).document(server.uri(), FILE.length, new Cancellation()))
                .contains(FILE);
        assertThatThrownBy(() -> files(Ticks.REAL).document(server.uri(), FILE.length - 1, new Cancellation()))
                .isInstanceOf(UpdateFailure.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void stopsReadingADocumentWithoutEnd() {
        server.next(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write(FILE); // until the reader hangs up
            }
        });

        assertThatThrownBy(() -> files(Ticks.REAL).document(server.uri(), 16 << 10, new Cancellation()))
                .isInstanceOf(UpdateFailure.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void givesADocumentUpThatIsSlowerThanTheMinimumRate() {
        var nanos = new AtomicLong();
        Ticks halfAMinuteEachLook = () -> nanos.addAndGet(Duration.ofSeconds(30).toNanos());

        assertThatThrownBy(() -> files(halfAMinuteEachLook).document(server.uri(), FILE.length, new Cancellation()))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.TIMEOUT));
    }

    @Test
    void aMissingDocumentIsNoFailureWhateverPageSaysSo() throws Exception {
        server.next(FileServer.status(404, "Content-Type", "text/html", PAGE));

        assertThat(files(Ticks.REAL).document(server.uri(), 100, new Cancellation()))
                .isEmpty();
    }

    @Test
    void leavesNothingOfAFileThatIsAnother() throws Exception {
        var other = FILE.clone();
        other[0] ^= 1;
        server.next(FileServer.status(200, "Content-Type", "application/octet-stream", other));
        var partial = new PartialFile(AgentFs.REAL, folder.resolve("x.part"), server.digest(), FILE.length);

        assertThatThrownBy(() -> files(Ticks.REAL).bring(server.uri(), partial, new Cancellation()))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.DIGEST_MISMATCH));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void goesOnByRangeAfterABrokenLine() throws Exception {
        server.next(server.cutAfter(1000));
        var partial = new PartialFile(AgentFs.REAL, folder.resolve("x.part"), server.digest(), FILE.length);
        assertThatThrownBy(() -> files(Ticks.REAL).bring(server.uri(), partial, new Cancellation()))
                .isInstanceOf(UpdateFailure.class);

        var kept = AgentFs.REAL.size(partial.path()).orElse(0); // the client may drop what it had not handed on yet

        files(Ticks.REAL).bring(server.uri(), partial, new Cancellation());

        assertThat(server.ranges()).containsExactly("null", kept == 0 ? "null" : "bytes=" + kept + "-");
        assertThat(partial.path()).hasBinaryContent(FILE);
    }
}
