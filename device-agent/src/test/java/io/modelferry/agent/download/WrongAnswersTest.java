package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.update.Ticks;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers, and whoever stands before them, that answer with something else than the file. */
class WrongAnswersTest extends OneFileOverHttps {

    private static final byte[] PAGE = "<html>please pay</html>".getBytes(StandardCharsets.US_ASCII);

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

    @Test
    void refusesAClientThatFollowsRedirects() {
        try (var obedient = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            assertThatThrownBy(() -> new HttpsRoad(obedient, server.uri(), Duration.ofSeconds(1), Ticks.REAL))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
