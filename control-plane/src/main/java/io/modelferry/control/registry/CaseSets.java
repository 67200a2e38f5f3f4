package io.modelferry.control.registry;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.BadAcceptanceSet;
import io.modelferry.optimizer.acceptance.CaseSetOutline;
import io.modelferry.optimizer.onnx.OnnxModel.TensorSpec;
import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes sets of cases in: their outline is read with limits, then they are kept by digest. */
@Service
class CaseSets implements AcceptanceSets, CalibrationSets {

    private final FilesystemArtifacts artifacts;
    private final Quota quota;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final AuditTrail audit;
    private final InstantSource clock;

    CaseSets(
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

    /** What the cases are for. */
    enum Kind {
        /** Every copy of a model is tried on them: devices fetch them too. */
        ACCEPTANCE(AcceptanceSet.MAX_FILE_BYTES),
        /** Activations are measured on them, here. */
        CALIBRATION(64 << 20);

        private final long maxFileBytes;

        Kind(long maxFileBytes) {
            this.maxFileBytes = maxFileBytes;
        }

        private CaseSetOutline read(Path npz) throws BadAcceptanceSet, IOException {
            return this == ACCEPTANCE
                    ? CaseSetOutline.ofAcceptance(npz)
                    : CaseSetOutline.ofCalibration(npz, maxFileBytes);
        }

        private ByteLimit limit() {
            return new ByteLimit(
                    maxFileBytes,
                    () -> new Refusal(
                            HttpStatus.CONTENT_TOO_LARGE,
                            word() + "-too-large",
                            "%s set: it is longer than %d MiB%s. Leave cases out, or write it with numpy.savez_compressed."
                                    .formatted(
                                            this == ACCEPTANCE ? "Acceptance" : "Calibration",
                                            maxFileBytes >> 20,
                                            this == ACCEPTANCE ? ", and every device fetches it" : "")));
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String table() {
            return "registry_" + word() + "_set";
        }

        private Refusal refusal(BadAcceptanceSet bad) {
            var status = switch (bad.reason()) {
                case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
                case NOT_NPZ, BAD_ARRAY, UNEQUAL_CASES, DOES_NOT_FIT -> HttpStatus.UNPROCESSABLE_CONTENT;
            };
            var code = switch (bad.reason()) {
                case TOO_LARGE -> word() + "-too-large";
                case DOES_NOT_FIT -> word() + "-does-not-fit";
                case NOT_NPZ -> "not-npz";
                case BAD_ARRAY -> "bad-array";
                case UNEQUAL_CASES -> "unequal-cases";
            };
            var title = this == ACCEPTANCE ? "Acceptance set: " : "Calibration set: ";
            return new Refusal(status, code, title + bad.detail());
        }
    }

    /** What the API answers. */
    record View(ArtifactDigest digest, long lengthBytes, int cases, boolean labelled) {}

    /** @param isNew false if the same bytes were here */
    record Uploaded(View set, boolean isNew) {}

    /** @throws Refusal 413 or 422 in words; then nothing was kept */
    Uploaded upload(Kind kind, InputStream npz, String by) throws IOException {
        try (var staged = artifacts.stage(npz, kind.limit().orLess(quota.left()))) {
            var set = kind.read(staged.file());
            if (kind == Kind.ACCEPTANCE) {
                AcceptanceSet.read(staged.file())
                        .requireNumbers(); // who finds out in a run has used up the version's name
            }
            var view = new View(staged.digest(), staged.lengthBytes(), set.cases(), set.labelled());
            var kept = artifacts.keep(staged, length -> quota.left().require(length));
            transaction.executeWithoutResult(status -> insert(kind, view, by));
            return new Uploaded(view, !kept.alreadyThere());
        } catch (BadAcceptanceSet e) {
            throw kind.refusal(e);
        }
    }

    /**
     * Refuses a set that was not uploaded before, or that a model with these inputs does not take.
     *
     * @throws Refusal 422, naming the tensor
     */
    void requireFits(Kind kind, ArtifactDigest digest, List<TensorSpec> inputs) {
        var set = open(kind, digest);
        try {
            set.requireFits(inputs);
        } catch (BadAcceptanceSet e) {
            throw kind.refusal(e).about(kind.word());
        }
    }

    /**
     * The outline of a set that was uploaded before.
     *
     * @throws Refusal 422 if it was not
     */
    CaseSetOutline open(Kind kind, ArtifactDigest digest) {
        if (!isHere(kind, digest)) {
            throw Refusal.invalid(
                            kind.word() + "-set-not-found",
                            "There is no %s set %s…; upload it first.".formatted(kind.word(), digest.brief()))
                    .about(kind.word());
        }
        try {
            return kind.read(artifacts.localFile(digest));
        } catch (BadAcceptanceSet e) {
            throw new IllegalStateException(kind + " set " + digest + " was good when it was uploaded", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SortedSet<Long> classes(ArtifactDigest set) {
        try {
            return AcceptanceSet.read(artifacts.localFile(set)).classes();
        } catch (BadAcceptanceSet e) {
            throw new IllegalStateException("acceptance set " + set + " was good when it was uploaded", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void requireFits(ArtifactDigest set, VersionView version) {
        var inputs = version.inputs().stream()
                .map(input -> new TensorSpec(input.name(), input.dtype(), input.shape()))
                .toList();
        requireFits(Kind.CALIBRATION, set, inputs);
    }

    /** Its row stays when its bytes are collected. Whoever asks will name it soon: from now on the bytes are not. */
    private boolean isHere(Kind kind, ArtifactDigest digest) {
        try {
            return artifacts.touch(digest)
                    && jdbc.sql("select count(*) from %s where digest = ?".formatted(kind.table()))
                                    .param(digest.hex())
                                    .query(Long.class)
                                    .single()
                            > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void insert(Kind kind, View set, String by) {
        var inserted = jdbc.sql("""
                        insert into %s (digest, length_bytes, cases, labelled, uploaded_by, uploaded_at)
                        values (?, ?, ?, ?, ?, ?) on conflict (digest) do nothing""".formatted(kind.table()))
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
                    "registry.%s-set-uploaded".formatted(kind.word()),
                    kind.word() + "-set",
                    set.digest().hex(),
                    Map.of("cases", set.cases(), "lengthBytes", set.lengthBytes()));
        }
    }
}
