package io.modelferry.agent.download;

import io.modelferry.agent.slots.FileBlobs;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Downloads;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeliveryPolicy.Transport;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a file in, by the site cache or one of the two roads to the server, and lets it into the store once it is proven. Both
 * roads share one partial file, so what one has brought the other need not.
 * <p>A goal's allowance holds artifacts back. Metadata are counted and never held back: without them a device would not learn what it
 * may do.
 */
public final class Roads implements Downloads {

    private static final Logger LOG = LoggerFactory.getLogger(Roads.class);

    /** What {@link Transport#AUTO} sends over MQTT first, in bytes. */
    static final long SMALL = 256 << 10;

    /** A document that may have no more than this is far shorter as a rule: nobody can know before it is here. */
    private static final int SMALL_DOCUMENT = 512 << 10;

    private final HttpsRoad https;
    private final BlocksRoad blocks;
    private final FileBlobs blobs;
    private final Spending spending;
    private final SiteCache cache;
    private final Ticks ticks;

    public Roads(HttpsRoad https, BlocksRoad blocks, FileBlobs blobs, Spending spending, SiteCache cache, Ticks ticks) {
        this.https = https;
        this.blocks = blocks;
        this.blobs = blobs;
        this.spending = spending;
        this.cache = cache;
        this.ticks = ticks;
    }

    @Override
    public long fetch(ArtifactDigest digest, long lengthBytes, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure {
        blobs.requireRoom(lengthBytes);
        var partial = new PartialFile(blobs.fs(), blobs.partial(digest), digest, lengthBytes);
        try (var purse = new AllowedPurse(spending, policy.allowance(), lengthBytes, cancellation)) {
            purse.requireHour(); // outside of it nobody is asked, the cache neither
            var gift = fromCache(policy, partial, cancellation);
            return gift.proven() ? gift.came() : gift.came() + fromServer(policy, partial, purse, cancellation);
        } catch (IOException e) {
            throw new UpdateFailure(FailureCode.STORAGE_FAILED, "bytes not written: " + e.getMessage(), e);
        }
    }

    private SiteCache.Gift fromCache(DeliveryPolicy policy, PartialFile partial, Cancellation cancellation)
            throws UpdateFailure, IOException {
        if (policy.siteCache() == null) {
            return SiteCache.Gift.NOTHING;
        }
        var gift = cache.ask(policy.siteCache(), partial.ofCache(), cancellation);
        if (gift.proven()) {
            keep(partial.ofCache());
            partial.discard();
        }
        return gift;
    }

    private long fromServer(DeliveryPolicy policy, PartialFile partial, Purse purse, Cancellation cancellation)
            throws UpdateFailure, IOException {
        long came;
        try (var arrival = Arrival.open(partial, ticks)) {
            bring(roads(policy.transport(), partial.lengthBytes()), arrival, purse, cancellation);
            arrival.prove();
            came = arrival.came();
        }
        keep(partial);
        return came;
    }

    /** After a failed sync nothing of the file can be trusted, however well it reads. */
    private void keep(PartialFile proven) throws UpdateFailure, IOException {
        try {
            blobs.commit(proven.digest(), proven.path());
        } finally {
            proven.discard();
        }
    }

    /** The second road is tried if nothing came by the first. A road that is merely cut is worth another attempt later. */
    private static void bring(List<Road> roads, Arrival arrival, Purse purse, Cancellation cancellation)
            throws UpdateFailure, IOException {
        try {
            roads.getFirst().bring(arrival, purse, cancellation);
        } catch (UpdateFailure e) {
            if (roads.size() == 1 || !isDown(e) || arrival.came() > 0) {
                throw e;
            }
            LOG.info("{} tried by the other road: {} {}", arrival.digest().brief(), e.code(), e.detail());
            roads.getLast().bring(arrival, purse, cancellation);
        }
    }

    @Override
    public Optional<byte[]> metadata(String file, int mostBytes, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure {
        var likely = mostBytes <= SMALL_DOCUMENT ? 0 : mostBytes;
        var document = document(file, mostBytes, roads(policy.transport(), likely), cancellation);
        spending.count(document.map(bytes -> bytes.length).orElse(0));
        return document;
    }

    private static Optional<byte[]> document(String file, int mostBytes, List<Road> roads, Cancellation cancellation)
            throws UpdateFailure {
        try {
            return roads.getFirst().metadata(file, mostBytes, cancellation);
        } catch (UpdateFailure e) {
            if (roads.size() == 1 || !isDown(e)) {
                throw e;
            }
            LOG.info("{} tried by the other road: {} {}", file, e.code(), e.detail());
            return roads.getLast().metadata(file, mostBytes, cancellation);
        }
    }

    private static boolean isDown(UpdateFailure e) {
        return e.code() == FailureCode.NETWORK || e.code() == FailureCode.TIMEOUT;
    }

    /** In the order in which they are tried. */
    private List<Road> roads(Transport transport, long lengthBytes) {
        return switch (transport) {
            case HTTPS -> List.of(https);
            case MQTT -> List.of(blocks);
            case AUTO -> {
                if (!blocks.open()) {
                    yield List.of(https);
                }
                yield lengthBytes <= SMALL ? List.of(blocks, https) : List.of(https, blocks);
            }
        };
    }
}
