package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that comes whole, and servers that do not get on with it. */
class HttpsRoadTest extends OneFileOverHttps {

    @Test
    void fetchesAFileWhole() throws Exception {
        assertThat(fetch()).isEqualTo(FILE.length);

        assertThat(server.ranges()).containsExactly("null");
        assertThat(server.requests.getFirst().getFirst("Accept-Encoding")).isEqualTo("identity");
        assertFetched();
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
}
