package io.modelferry.agent.tuf;

import static io.modelferry.agent.tuf.Requirements.agrees;
import static io.modelferry.agent.tuf.Requirements.read;
import static io.modelferry.agent.tuf.Requirements.requireAgreement;
import static io.modelferry.agent.tuf.Requirements.requireCurrent;
import static io.modelferry.agent.tuf.Requirements.requireNotOlder;
import static io.modelferry.agent.tuf.Requirements.requireSigned;
import static io.modelferry.agent.tuf.Requirements.requireVersion;
import static io.modelferry.protocol.tuf.Metadata.ROOT;
import static io.modelferry.protocol.tuf.Metadata.SNAPSHOT;
import static io.modelferry.protocol.tuf.Metadata.TIMESTAMP;

import io.modelferry.agent.tuf.MetadataRefused.Reason;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.MetaFile;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Snapshot;
import io.modelferry.protocol.tuf.Targets;
import io.modelferry.protocol.tuf.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this device believes of a repository, and every decision about what it believes next. Does no I/O and never changes: what
 * came goes in, what is trusted then comes out, or {@link MetadataRefused} and nothing is different.
 * <p>The numbers are the clauses of the specification. In one place we are stricter than its letter: 5.4.3.1 ends the update
 * quietly when the timestamp's version is the trusted one, so that whoever replays it can hold a device still for ever. Here the
 * trusted timestamp's expiry is looked at on every refresh.
 *
 * @param timestamp null until one was trusted; one that was remembered may have expired
 * @param snapshot null until one was trusted; one that was remembered may have expired
 */
public record TrustedMetadata(
        Signed<Root> root,
        @Nullable Signed<Timestamp> timestamp,
        @Nullable Signed<Snapshot> snapshot) {

    /**
     * 5.2: the root that this device was given, or has come to since. Its own keys must have signed it; that it expired does not
     * matter yet.
     */
    public static TrustedMetadata anchoredIn(byte[] root) throws MetadataRefused {
        var anchor = read("5.2", ROOT, root, Root.class);
        requireSigned("5.2", ROOT, anchor, anchor.body());
        return new TrustedMetadata(anchor, null, null);
    }

    /** 5.3.4 to 5.3.7: the root after this one. An expired one may still lead to the next (5.3.6). */
    public TrustedMetadata rotatedTo(byte[] next) throws MetadataRefused {
        var candidate = read("5.3.4", ROOT, next, Root.class);
        requireSigned("5.3.4", ROOT, candidate, root.body());
        requireSigned("5.3.4", ROOT, candidate, candidate.body());
        if (candidate.body().version() != root.body().version() + 1) {
            throw new MetadataRefused(
                    "5.3.5",
                    ROOT,
                    Reason.ROLLBACK,
                    "version %d does not follow %d"
                            .formatted(candidate.body().version(), root.body().version()));
        }
        return new TrustedMetadata(candidate, null, null);
    }

    /** 5.3.10. */
    public void requireCurrentRoot(Instant now) throws MetadataRefused {
        requireCurrent("5.3.10", ROOT, root, now);
    }

    /**
     * 5.3.11: what was trusted of the online roles before, as far as the trusted root's keys still prove it. If they do not prove
     * one of the two, its keys were rotated, and both are forgotten: a version that a thief of the old keys drove up must not
     * keep the device from what comes now. Judged by the files alone, so that a power cut between the new root and the
     * forgetting changes nothing.
     *
     * @return without both if they are to be forgotten
     */
    public TrustedMetadata remembering(Optional<byte[]> timestamp, Optional<byte[]> snapshot) {
        try {
            return new TrustedMetadata(
                    root,
                    remembered(TIMESTAMP, timestamp, Timestamp.class),
                    remembered(SNAPSHOT, snapshot, Snapshot.class));
        } catch (MetadataRefused rotated) {
            return new TrustedMetadata(root, null, null);
        }
    }

    private <T extends Metadata> @Nullable Signed<T> remembered(String role, Optional<byte[]> kept, Class<T> type)
            throws MetadataRefused {
        if (kept.isEmpty()) {
            return null;
        }
        var document = read("5.3.11", role, kept.get(), type);
        requireSigned("5.3.11", role, document, root.body());
        return document;
    }

    /**
     * 5.4.2 to 5.4.4.
     *
     * @return itself if the version is the one that is trusted already; what came is then not looked at any further
     */
    public TrustedMetadata withTimestamp(byte[] received, Instant now) throws MetadataRefused {
        var candidate = read("5.4.2", TIMESTAMP, received, Timestamp.class);
        requireSigned("5.4.2", TIMESTAMP, candidate, root.body());
        if (timestamp != null && candidate.body().version() == timestamp.body().version()) {
            requireCurrent("5.4.4", TIMESTAMP, timestamp, now); // stricter than 5.4.3.1
            return this;
        }
        if (timestamp != null) {
            requireNotOlder(
                    "5.4.3.1",
                    TIMESTAMP,
                    timestamp.body().version(),
                    candidate.body().version());
            requireNotOlder(
                    "5.4.3.2",
                    SNAPSHOT,
                    timestamp.body().snapshot().version(),
                    candidate.body().snapshot().version());
        }
        requireCurrent("5.4.4", TIMESTAMP, candidate, now);
        return new TrustedMetadata(root, candidate, snapshot);
    }

    /** Whether the snapshot that is trusted is the one that the timestamp lists, so that none need be fetched. */
    public boolean holdsListedSnapshot() {
        return snapshot != null
                && snapshot.body().version() == listedSnapshot().version()
                && agrees(listedSnapshot(), snapshot.bytes());
    }

    /** What the timestamp says of the snapshot. */
    public MetaFile listedSnapshot() {
        if (timestamp == null) {
            throw new IllegalStateException("no snapshot before a timestamp");
        }
        return timestamp.body().snapshot();
    }

    /** 5.5.6, for the snapshot that is trusted already. */
    public void requireCurrentSnapshot(Instant now) throws MetadataRefused {
        requireCurrent("5.5.6", SNAPSHOT, trustedSnapshot(), now);
    }

    /** 5.5.2 to 5.5.6. */
    public TrustedMetadata withSnapshot(byte[] received, Instant now) throws MetadataRefused {
        var listed = listedSnapshot();
        requireAgreement("5.5.2", SNAPSHOT, listed, received);
        var candidate = read("5.5.3", SNAPSHOT, received, Snapshot.class);
        requireSigned("5.5.3", SNAPSHOT, candidate, root.body());
        requireVersion("5.5.4", SNAPSHOT, listed, candidate);
        if (snapshot != null) {
            requireNothingLost(snapshot.body(), candidate.body());
        }
        requireCurrent("5.5.6", SNAPSHOT, candidate, now);
        return new TrustedMetadata(root, timestamp, candidate);
    }

    /** 5.5.5: nothing that was listed before is older or missing. */
    private static void requireNothingLost(Snapshot before, Snapshot after) throws MetadataRefused {
        for (var listed : before.meta().entrySet()) {
            var now = after.meta().get(listed.getKey());
            if (now == null) {
                throw new MetadataRefused(
                        "5.5.5", SNAPSHOT, Reason.ROLLBACK, "'" + listed.getKey() + "' is no longer listed");
            }
            requireNotOlder("5.5.5", listed.getKey(), listed.getValue().version(), now.version());
        }
    }

    /**
     * What the snapshot says of a targets document.
     *
     * @throws MetadataRefused ABSENT: a role that the snapshot does not list is not to be had, whoever delegates to it
     */
    public MetaFile listedTargets(String role) throws MetadataRefused {
        return trustedSnapshot()
                .body()
                .of(role)
                .orElseThrow(() -> new MetadataRefused("5.6.1", role, Reason.ABSENT, "the snapshot does not list it"));
    }

    /**
     * 5.6.2 to 5.6.5, for the top-level targets and for delegated ones. Every search proves a delegated role anew against the keys
     * of the role that delegates: who was believed on one way need not be on another.
     *
     * @param by whose signatures the root or the delegating role asks for
     * @param keys of the same document, by id
     */
    public Signed<Targets> targets(String role, RoleKeys by, Map<String, Key> keys, byte[] received, Instant now)
            throws MetadataRefused {
        var listed = listedTargets(role);
        requireAgreement("5.6.2", role, listed, received);
        var candidate = read("5.6.3", role, received, Targets.class);
        requireSigned("5.6.3", role, candidate, by, keys);
        requireVersion("5.6.4", role, listed, candidate);
        requireCurrent("5.6.5", role, candidate, now);
        return candidate;
    }

    private Signed<Snapshot> trustedSnapshot() {
        if (snapshot == null) {
            throw new IllegalStateException("no targets before a snapshot");
        }
        return snapshot;
    }

    /** The versions, for a person. */
    @Override
    public String toString() {
        return "root %s, timestamp %s, snapshot %s".formatted(version(root), version(timestamp), version(snapshot));
    }

    private static String version(@Nullable Signed<?> document) {
        return document == null ? "none" : String.valueOf(document.body().version());
    }
}
