package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.update.Ticks;
import io.modelferry.protocol.report.FailureCode;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked for, and what is kept, after a download was cut off. */
class ResumedDownloadTest extends OneFileOverHttps {

    private String range(int from) {
        return "bytes %d-%d/%d".formatted(from, FILE.length - 1, FILE.length);
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
