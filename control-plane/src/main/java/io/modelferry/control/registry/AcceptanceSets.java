package io.modelferry.control.registry;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.BadAcceptanceSet;
import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes acceptance sets in: read once with limits, then kept by digest. */
@Service
class AcceptanceSets {

    private final FilesystemArtifacts artifacts;
    private final Quota quota;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final AuditTrail audit;
    private final InstantSource clock;

    AcceptanceSets(
            FilesystemArtifacts artifacts,
            Quota quota,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            AuditTrail audit,
            InstantSource clock) {
        this.artifacts = artifacts;
        this.quota = quota;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
    }

    /** What the API answers. */
    record View(ArtifactDigest digest, long lengthBytes, int cases, boolean labelled) {}

    /** @param isNew false if the same bytes were here */
    record Uploaded(View set, boolean isNew) {}

    /** @throws Refusal 413 or 422 in words; then nothing was kept */
    Uploaded upload(InputStream npz, String by) throws IOException {
        try (var staged =
                artifacts.stage(npz, ByteLimit.of(AcceptanceSet.MAX_FILE_BYTES).orLess(quota.left()))) {
            var set = AcceptanceSet.read(staged.file());
            var view = new View(staged.digest(), staged.lengthBytes(), set.cases(), set.labelled());
            var kept = artifacts.keep(staged, length -> quota.left().require(length));
            transaction.executeWithoutResult(status -> insert(view, by));
            return new Uploaded(view, !kept.alreadyThere());
        } catch (BadAcceptanceSet e) {
            throw refusal(e);
        }
    }

    /** Reads a set that was uploaded before. */
    AcceptanceSet open(ArtifactDigest digest) throws IOException {
        // a version that names it comes soon: from now on it is not collected
        if (!artifacts.touch(digest) || find(digest).isEmpty()) {
            throw Refusal.invalid(
                    "acceptance-set-not-found", "There is no acceptance set " + digest.brief() + "…; upload it first.");
        }
        try {
            return AcceptanceSet.read(artifacts.localFile(digest));
        } catch (BadAcceptanceSet e) {
            throw new IllegalStateException("acceptance set " + digest + " was good when it was uploaded", e);
        }
    }

    Optional<View> find(ArtifactDigest digest) {
        return jdbc.sql("select length_bytes, cases, labelled from registry_acceptance_set where digest = ?")
                .param(digest.hex())
                .query((row, number) -> new View(digest, row.getLong(1), row.getInt(2), row.getBoolean(3)))
                .optional();
    }

    static Refusal refusal(BadAcceptanceSet bad) {
        var status = switch (bad.reason()) {
            case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
            case NOT_NPZ, BAD_ARRAY, UNEQUAL_CASES, DOES_NOT_FIT -> HttpStatus.UNPROCESSABLE_CONTENT;
        };
        return new Refusal(status, bad.reason().code(), "Acceptance set: " + bad.detail());
    }

    private void insert(View set, String by) {
        var inserted = jdbc.sql("""
                        insert into registry_acceptance_set
                            (digest, length_bytes, cases, labelled, uploaded_by, uploaded_at)
                        values (?, ?, ?, ?, ?, ?) on conflict (digest) do nothing""")
                .params(
                        set.digest().hex(),
                        set.lengthBytes(),
                        set.cases(),
                        set.labelled(),
                        by,
                        Timestamp.from(clock.instant()))
                .update();
        if (inserted == 1) {
            audit.record(
                    "registry.acceptance-set-uploaded",
                    "acceptance-set",
                    set.digest().hex(),
                    Map.of("cases", set.cases(), "lengthBytes", set.lengthBytes()));
        }
    }
}
