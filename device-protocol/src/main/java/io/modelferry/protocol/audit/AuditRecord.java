package io.modelferry.protocol.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;

/**
 * An entry of the audit trail in its place in the chain.
 *
 * @param seq place in the chain, from 1, without gaps
 * @param id of the row; entries are chained as they commit, so ids may be out of order
 * @param at to the microsecond
 * @param details JSON, verbatim as it was hashed
 * @param hash hexadecimal SHA-256 that ties the entry to the one before
 */
public record AuditRecord(
        long seq,
        long id,
        Instant at,
        String actor,
        String address,
        String action,
        String objectType,
        String objectId,
        String details,
        String hash) {

    /** What the first entry is tied to. */
    public static final String GENESIS = "0".repeat(64);

    private static final String FORMAT = "modelferry-audit-1";

    /** The same entry, tied to the one before. */
    public AuditRecord after(String previousHash) {
        return new AuditRecord(
                seq, id, at, actor, address, action, objectType, objectId, details, linked(previousHash));
    }

    /** Whether the entry is what it was when it was tied to the one before. */
    boolean follows(String previousHash) {
        return hash.equals(linked(previousHash));
    }

    /** SHA-256 over the fields as netstrings, each {@code <bytes>:<UTF-8>,}, the hash before first. */
    private String linked(String previousHash) {
        var micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
        var hash = sha256();
        for (var field : List.of(
                FORMAT,
                previousHash,
                Long.toString(seq),
                Long.toString(id),
                Long.toString(micros),
                actor,
                address,
                action,
                objectType,
                objectId,
                details)) {
            var bytes = field.getBytes(StandardCharsets.UTF_8);
            hash.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            hash.update(bytes);
            hash.update((byte) ',');
        }
        return HexFormat.of().formatHex(hash.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
