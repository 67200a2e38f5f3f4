package io.modelferry.control.optimisation.variant;

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
public class Variant {

    private static final String AWAITS = "waits for a signature: ferry sign --pending";

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
    private @Nullable Double worstClassDrop;
    private @Nullable Double agreement;
    private @Nullable Double outputCosine;
    private @Nullable Long latencyP50Micros;
    private @Nullable Long latencyP95Micros;
    private @Nullable Long peakBytes;
    private String tool;
    private Instant createdAt;
    private @Nullable Instant endedAt;

    @Version
    private long revision;

    @SuppressWarnings("NullAway.Init")
    Variant() {}

    /** @param position among the variants of its version; the published file has 0 */
    public Variant(ModelName model, VersionName version, String variant, int position, Instant at) {
        this.model = model.value();
        this.version = version.value();
        this.variant = variant;
        this.position = position;
        this.status = VariantStatus.RUNNING;
        this.reason = "";
        this.tool = "";
        this.createdAt = at;
    }

    public boolean isRunning() {
        return status == VariantStatus.RUNNING;
    }

    /** Its file is made, proven and kept, whether or not it is signed already. */
    public boolean isProven() {
        return isOffered() || isAwaitingSignature();
    }

    public boolean isAwaitingSignature() {
        return status == VariantStatus.AWAITING_SIGNATURE;
    }

    public boolean isOffered() {
        return status == VariantStatus.OFFERED;
    }

    /** Another run makes it again, after one that offered nothing. */
    public void restart() {
        if (isRunning() || isProven()) {
            throw new IllegalStateException("%s@%s %s is %s".formatted(model, version, variant, status));
        }
        this.status = VariantStatus.RUNNING;
        this.reason = "";
        this.endedAt = null;
        proven(Proof.unmeasured(0), "");
    }

    public void offer(ArtifactDigest file, Proof proof, String by, Instant at) {
        end(VariantStatus.OFFERED, "", at);
        keep(file, proof, by);
    }

    /** Made and proven, to be offered when it is signed. */
    public void await(ArtifactDigest file, Proof proof, String by, Instant at) {
        end(VariantStatus.AWAITING_SIGNATURE, AWAITS, at);
        keep(file, proof, by);
    }

    /** It has the signature that it waited for. */
    public void signed() {
        if (!isAwaitingSignature()) {
            throw new IllegalStateException("%s@%s %s waits for nothing".formatted(model, version, variant));
        }
        this.status = VariantStatus.OFFERED;
        this.reason = "";
    }

    private void keep(ArtifactDigest file, Proof proof, String by) {
        this.digest = file.hex();
        proven(proof, by);
    }

    /** Made and measured, but not offered: its file is not kept. */
    public void decline(Proof proof, String why, Instant at) {
        end(VariantStatus.NOT_OFFERED, why, at);
        proven(proof, "");
    }

    /** Could not be made at all. */
    public void decline(String why, Instant at) {
        end(VariantStatus.NOT_OFFERED, why, at);
    }

    public void fail(String why, Instant at) {
        end(VariantStatus.FAILED, why, at);
    }

    /** Its version was deleted. */
    public void withdraw() {
        if (!isProven()) {
            throw new IllegalStateException("%s@%s %s is %s".formatted(model, version, variant, status));
        }
        this.status = VariantStatus.WITHDRAWN;
        this.reason = "its version was deleted";
    }

    public VariantView view() {
        return new VariantView(
                new ModelName(model),
                new VersionName(version),
                variant,
                digest == null ? null : new ArtifactDigest(digest),
                lengthBytes,
                accuracy,
                accuracyDrop,
                worstClassDrop,
                agreement,
                outputCosine,
                latencyP50Micros,
                latencyP95Micros,
                peakBytes,
                tool,
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

    private void proven(Proof proof, String by) {
        this.tool = by;
        this.lengthBytes = proof.lengthBytes();
        this.peakBytes = proof.peakBytes();
        var measured = proof.measurement();
        this.accuracy = measured == null ? null : measured.accuracy();
        this.latencyP50Micros = measured == null ? null : (Long) measured.latencyP50Micros();
        this.latencyP95Micros = measured == null ? null : (Long) measured.latencyP95Micros();
        var compared = proof.comparison();
        this.accuracyDrop = compared == null ? null : compared.accuracyDrop();
        this.worstClassDrop = compared == null ? null : compared.worstClassDrop();
        this.agreement = compared == null ? null : (Double) compared.agreement();
        this.outputCosine = compared == null ? null : compared.cosine();
    }
}
