package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.protocol.goal.Allowance;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeliveryPolicy.Transport;
import io.modelferry.protocol.report.FailureCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache of a site: whatever it does, the file comes, and it is the file. */
class SiteCacheRoadTest extends RoadsToAFile {

    private static DeliveryPolicy near(String base) {
        return new DeliveryPolicy(Transport.HTTPS, Long.MAX_VALUE, null, null, base);
    }

    private DeliveryPolicy nearCache() {
        return near(cache.uri() + "/mirror/");
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
}
