package io.modelferry.agent.tuf;

import io.modelferry.agent.tuf.MetadataRefused.Reason;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.MetaFile;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import java.time.Instant;
import java.util.Map;

/** What the specification asks of several roles in the same words, each time under another clause. */
final class Requirements {

    private Requirements() {}

    static <T extends Metadata> Signed<T> read(String clause, String role, byte[] bytes, Class<T> type)
            throws MetadataRefused {
        try {
            return Signed.read(bytes, type);
        } catch (MalformedMessage e) {
            throw new MetadataRefused(clause, role, Reason.MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }

    static void requireSigned(String clause, String role, Signed<?> candidate, Root by) throws MetadataRefused {
        requireSigned(clause, role, candidate, by.role(role), by.keys());
    }

    static void requireSigned(String clause, String role, Signed<?> candidate, RoleKeys by, Map<String, Key> keys)
            throws MetadataRefused {
        if (!candidate.isSignedBy(by, keys)) {
            throw new MetadataRefused(
                    clause, role, Reason.NOT_SIGNED, "fewer than %d of its keys have signed".formatted(by.threshold()));
        }
    }

    static void requireNotOlder(String clause, String role, long trusted, long candidate) throws MetadataRefused {
        if (candidate < trusted) {
            throw new MetadataRefused(
                    clause, role, Reason.ROLLBACK, "version %d after %d".formatted(candidate, trusted));
        }
    }

    static void requireVersion(String clause, String role, MetaFile listed, Signed<?> candidate)
            throws MetadataRefused {
        if (candidate.body().version() != listed.version()) {
            throw new MetadataRefused(
                    clause,
                    role,
                    Reason.MISMATCH,
                    "version %d where %d is listed".formatted(candidate.body().version(), listed.version()));
        }
    }

    /** Before the signatures: a cheap way to be rid of what is not the listed file. */
    static void requireAgreement(String clause, String role, MetaFile listed, byte[] received) throws MetadataRefused {
        if (!agrees(listed, received)) {
            throw new MetadataRefused(clause, role, Reason.MISMATCH, "not of the length or hash that is listed");
        }
    }

    static boolean agrees(MetaFile listed, byte[] bytes) {
        var length = listed.length();
        var hashes = listed.hashes();
        return (length == null || length == bytes.length) && (hashes == null || hashes.match(bytes));
    }

    static void requireCurrent(String clause, String role, Signed<?> document, Instant now) throws MetadataRefused {
        var expires = document.body().expires();
        if (!expires.isAfter(now)) {
            throw new MetadataRefused(clause, role, Reason.EXPIRED, "expired at " + expires);
        }
    }
}
