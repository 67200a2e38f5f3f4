package io.modelferry.agent.download;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache near the device, asked before the server at {@code <base>/device/v1/blobs/<hex>}. Nothing is believed about it: it
 * sees no certificate of the device and no other secret, its bytes gather in a file of their own, and after one failure of any
 * kind it is not asked for that artifact again before the agent's next start. Its failures are never the server's.
 */
public final class SiteCache {

    private static final Logger LOG = LoggerFactory.getLogger(SiteCache.class);
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A cache on the site that is slower than this is no help. */
    private static final long LEAST_BYTES_PER_SECOND = 64 << 10;

    private static final int RATE_SPAN_SECONDS = 10;
    private static final int REMEMBERED_AT_MOST = 64;

    private final Ticks ticks;
    private final LinkedHashSet<ArtifactDigest> failed = new LinkedHashSet<>();

    public SiteCache(Ticks ticks) {
        this.ticks = ticks;
    }

    /** What a cache gave. */
    record Gift(long came, boolean proven) {

        static final Gift NOTHING = new Gift(0, false);
    }

    /**
     * Asks the cache for the whole of {@code partial}; if it fails, nothing of what it gave is left.
     *
     * @param base from the goal, as it came
     * @return proven if the file is complete and has its digest
     * @throws UpdateFailure INTERRUPTED if cancelled, what came so far is kept
     * @throws IOException if the disk fails
     */
    Gift ask(String base, PartialFile partial, Cancellation cancellation) throws UpdateFailure, IOException {
        var uri = artifact(base, partial.digest());
        if (uri.isEmpty()) {
            LOG.warn("the goal's site cache is not a plain http or https address; the server is asked");
            return Gift.NOTHING;
        }
        if (hasFailed(partial.digest())) {
            return Gift.NOTHING;
        }
        var gift = bring(uri.get(), partial, cancellation);
        if (!gift.proven()) {
            partial.discard();
        }
        return gift;
    }

    private Gift bring(URI uri, PartialFile partial, Cancellation cancellation) throws UpdateFailure, IOException {
        try (var arrival = Arrival.open(partial, ticks);
                var client = stranger()) {
            try {
                var rate = new MinimumRate(LEAST_BYTES_PER_SECOND, RATE_SPAN_SECONDS);
                new RangedDownload(new HttpDoor(client, PATIENCE, ticks), rate, arrival, Purse.BOTTOMLESS, cancellation)
                        .from(uri);
                arrival.prove();
                return new Gift(arrival.came(), true);
            } catch (UpdateFailure e) {
                if (e.code() == FailureCode.INTERRUPTED) {
                    throw e;
                }
                remember(partial.digest());
                LOG.info(
                        "the site cache is of no use for {}: {} {}",
                        partial.digest().brief(),
                        e.code(),
                        e.detail());
                return new Gift(arrival.came(), false);
            } finally {
                client.shutdownNow();
            }
        }
    }

    /** The machine's own trust store, no client certificate, no redirects, no cookies. */
    private static HttpClient stranger() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .build();
    }

    private synchronized boolean hasFailed(ArtifactDigest digest) {
        return failed.contains(digest);
    }

    private synchronized void remember(ArtifactDigest digest) {
        failed.add(digest);
        if (failed.size() > REMEMBERED_AT_MOST) {
            failed.removeFirst();
        }
    }

    /** @return empty for anything but the plain base of an http or https address */
    static Optional<URI> artifact(String base, ArtifactDigest digest) {
        try {
            var uri = URI.create(base);
            return isPlainBase(uri)
                    ? Optional.of(URI.create(base.replaceAll("/+$", "") + DeviceApi.blob(digest)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isPlainBase(URI uri) {
        var web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        return web
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }
}
