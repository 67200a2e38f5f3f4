package io.modelferry.agent.tuf;

import static io.modelferry.protocol.tuf.Metadata.ROOT;
import static io.modelferry.protocol.tuf.Metadata.SNAPSHOT;
import static io.modelferry.protocol.tuf.Metadata.TIMESTAMP;

import io.modelferry.agent.tuf.MetadataRefused.Reason;
import io.modelferry.agent.update.UpdateFailure;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The update cycle of section 5, from the trusted root to the top-level targets. Each document is durable before the next is asked
 * for. A cycle that ends early leaves what it had come to, and the next one goes on from there.
 */
public final class Refresh {

    private static final Logger LOG = LoggerFactory.getLogger(Refresh.class);

    private final MetadataStore store;
    private final Documents documents;
    private final InstantSource clock;

    public Refresh(MetadataStore store, Fetcher fetcher, Limits limits, InstantSource clock) {
        this.store = store;
        this.documents = new Documents(fetcher, limits);
        this.clock = clock;
    }

    /**
     * @throws MetadataRefused if what the repository has is not to be believed
     * @throws UpdateFailure if it does not answer as it should
     * @throws IOException if the disk fails
     */
    public Refreshed run() throws MetadataRefused, UpdateFailure, IOException {
        var now = clock.instant(); // 5.1
        var trusted = rotated(anchored());
        trusted.requireCurrentRoot(now); // 5.3.10
        trusted = withTimestamp(remembering(trusted), now);
        trusted = withSnapshot(trusted, now);
        var roles = new TargetsRoles(store, documents, trusted, now);
        return new Refreshed(
                trusted, roles.topLevel(), roles, documents.limits().delegatedRoles());
    }

    /** 5.2. */
    private TrustedMetadata anchored() throws MetadataRefused, IOException {
        var root = store.read(ROOT);
        if (root.isEmpty()) {
            throw new MetadataRefused("5.2", ROOT, Reason.ABSENT, "this device was given no root: initialise it first");
        }
        return TrustedMetadata.anchoredIn(root.get());
    }

    /** 5.3.2 to 5.3.9. */
    private TrustedMetadata rotated(TrustedMetadata anchored) throws MetadataRefused, UpdateFailure, IOException {
        var trusted = anchored;
        for (var more = documents.limits().roots(); more > 0; more--) {
            var next = documents.root(trusted.root().body().version() + 1);
            if (next.isEmpty()) {
                break;
            }
            trusted = trusted.rotatedTo(next.get());
            store.keep(ROOT, next.get());
            LOG.info("root {}", trusted.root().body().version());
        }
        return trusted;
    }

    /** 5.3.11. */
    private TrustedMetadata remembering(TrustedMetadata trusted) throws IOException {
        var timestamp = store.read(TIMESTAMP);
        var snapshot = store.read(SNAPSHOT);
        var remembering = trusted.remembering(timestamp, snapshot);
        var forgotten = (timestamp.isPresent() && remembering.timestamp() == null)
                || (snapshot.isPresent() && remembering.snapshot() == null);
        if (forgotten) {
            LOG.warn("the root's keys do not prove the timestamp and snapshot kept here: both are forgotten");
            store.forget(TIMESTAMP, SNAPSHOT);
        }
        return remembering;
    }

    private TrustedMetadata withTimestamp(TrustedMetadata trusted, Instant now)
            throws MetadataRefused, UpdateFailure, IOException {
        var received = documents.timestamp(); // 5.4.1
        var next = trusted.withTimestamp(received, now);
        if (next != trusted) {
            store.keep(TIMESTAMP, received); // 5.4.5
        }
        return next;
    }

    /** The kept one is used also where the timestamp is older than this cycle: the cycle before may have ended in between. */
    private TrustedMetadata withSnapshot(TrustedMetadata trusted, Instant now)
            throws MetadataRefused, UpdateFailure, IOException {
        if (trusted.holdsListedSnapshot()) {
            trusted.requireCurrentSnapshot(now);
            return trusted;
        }
        var consistent = trusted.root().body().consistentSnapshot(); // 5.3.12
        var received = documents.snapshot(trusted.listedSnapshot(), consistent); // 5.5.1
        var next = trusted.withSnapshot(received, now);
        store.keep(SNAPSHOT, received); // 5.5.7
        return next;
    }
}
