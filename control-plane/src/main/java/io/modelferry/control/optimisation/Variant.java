package io.modelferry.control.optimisation;

import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One recipe's result for one version. Starts RUNNING and ends once. */
@Entity
@Table(name = "optimisation_variant")
class Variant {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private String model;
    private String version;
    private String variant;
    private int position;

    @Enumerated(EnumType.STRING)
    private VariantStatus status;

    private String reason;
    private @Nullable String digest;
    private long lengthBytes;
    private @Nullable Double accuracy;
    private @Nullable Double accuracyDrop;
    private @Nullable Long latencyP50Micros;
    private @Nullable Long latencyP95Micros;
    private Instant createdAt;
    private @Nullable Instant endedAt;

    @Version
    private long revision;

    @SuppressWarnings("NullAway.Init")
    Variant() {}

    Variant(ModelName model, VersionName version, Technique technique, Instant at) {
        this.model = model.value();
        this.version = version.value();
        this.variant = technique.variant();
        this.position = technique.ordinal();
        this.status = VariantStatus.RUNNING;
        this.reason = "";
        this.createdAt = at;
    }

    boolean isRunning() {
        return status == VariantStatus.RUNNING;
    }

    boolean isOffered() {
        return status == VariantStatus.OFFERED;
    }

    boolean isOf(Technique technique) {
        return variant.equals(technique.variant());
    }

    /** @param drop against the published file; null without labels */
    void offer(ArtifactDigest file, Proof proof, @Nullable Double drop, Instant at) {
        end(VariantStatus.OFFERED, "", at);
        this.digest = file.hex();
        proven(proof, drop);
    }

    /** Made and measured, but not offered: its file is not kept. */
    void decline(Proof proof, @Nullable Double drop, String why, Instant at) {
        end(VariantStatus.NOT_OFFERED, why, at);
        proven(proof, drop);
    }

    /** Could not be made at all. */
    void decline(String why, Instant at) {
        end(VariantStatus.NOT_OFFERED, why, at);
    }

    void fail(String why, Instant at) {
        end(VariantStatus.FAILED, why, at);
    }

    VariantView view() {
        return new VariantView(
                new ModelName(model),
                new VersionName(version),
                variant,
                digest == null ? null : new ArtifactDigest(digest),
                lengthBytes,
                accuracy,
                accuracyDrop,
                latencyP50Micros,
                latencyP95Micros,
                status.name(),
                reason);
    }

    private void end(VariantStatus ending, String why, Instant at) {
        if (!isRunning()) {
            throw new IllegalStateException("%s@%s %s has ended %s".formatted(model, version, variant, status));
        }
        this.status = ending;
        this.reason = why;
        this.endedAt = at;
    }

    private void proven(Proof proof, @Nullable Double drop) {
        this.lengthBytes = proof.lengthBytes();
        this.accuracyDrop = drop;
        var measured = proof.measurement();
        if (measured != null) {
            this.accuracy = measured.accuracy();
            this.latencyP50Micros = measured.latencyP50Micros();
            this.latencyP95Micros = measured.latencyP95Micros();
        }
    }
}
