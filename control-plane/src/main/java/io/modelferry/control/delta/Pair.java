package io.modelferry.control.delta;

import io.modelferry.control.delta.Deltas.DeltaView;
import io.modelferry.protocol.ArtifactDigest;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Two model files, and the delta from one to the other. Starts PENDING and ends once. */
@Entity
@Table(name = "delta_pair")
class Pair {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private String base;
    private String target;

    @Enumerated(EnumType.STRING)
    private PairStatus status;

    private String reason;
    private @Nullable String delta;
    private long lengthBytes;
    private long targetBytes;
    private long generateMillis;
    private long applyMillis;
    private Instant createdAt;
    private @Nullable Instant endedAt;

    @Version
    private long revision;

    @SuppressWarnings("NullAway.Init")
    Pair() {}

    Pair(ArtifactDigest base, ArtifactDigest target, long targetBytes, Instant at) {
        this.base = base.hex();
        this.target = target.hex();
        this.targetBytes = targetBytes;
        this.status = PairStatus.PENDING;
        this.reason = "";
        this.createdAt = at;
    }

    long id() {
        return Objects.requireNonNull(id, "not saved yet");
    }

    ArtifactDigest base() {
        return new ArtifactDigest(base);
    }

    ArtifactDigest target() {
        return new ArtifactDigest(target);
    }

    boolean isPending() {
        return status == PairStatus.PENDING;
    }

    boolean isReady() {
        return status == PairStatus.READY;
    }

    void ready(Measured measured, Instant at) {
        end(PairStatus.READY, "", at);
        measured(measured);
        this.delta = measured.delta().hex();
    }

    /** Computed, but not worth sending. */
    void decline(Measured measured, String why, Instant at) {
        end(PairStatus.NOT_OFFERED, why, at);
        measured(measured);
    }

    void fail(String why, Instant at) {
        end(PairStatus.FAILED, why, at);
    }

    /** Only for a pair that is {@link #isReady ready}. */
    DeltaView view() {
        return new DeltaView(
                base(),
                target(),
                new ArtifactDigest(Objects.requireNonNull(delta, "not ready")),
                lengthBytes,
                targetBytes,
                Duration.ofMillis(generateMillis),
                Duration.ofMillis(applyMillis));
    }

    /** What the operator sees of any pair. */
    PairView pairView() {
        return new PairView(
                base(),
                target(),
                status.name(),
                reason,
                delta == null ? null : new ArtifactDigest(delta),
                lengthBytes,
                targetBytes,
                generateMillis,
                applyMillis);
    }

    private void end(PairStatus ending, String why, Instant at) {
        if (!isPending()) {
            throw new IllegalStateException("the delta %s → %s has ended %s".formatted(base, target, status));
        }
        this.status = ending;
        this.reason = why;
        this.endedAt = at;
    }

    private void measured(Measured measured) {
        this.lengthBytes = measured.lengthBytes();
        this.generateMillis = measured.generateTime().toMillis();
        this.applyMillis = measured.applyTime().toMillis();
    }
}
