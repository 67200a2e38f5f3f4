package io.modelferry.agent.testing;

import io.modelferry.agent.rehearsal.RehearsalRepository;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.goal.DeltaOffer;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.goal.Probation;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.trust.Acceptance;
import io.modelferry.protocol.trust.Envelope;
import io.modelferry.protocol.trust.SignedModel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server's side of the contract: it signs metadata and goals, and keeps artifacts. Its clock stands at the year's beginning. */
public final class FakeControlPlane {

    public static final DeviceId DEVICE = new DeviceId("cam-01");
    public static final ModelName MODEL = new ModelName("meter-reader");
    public static final Probation PROBATION = new Probation(Duration.ofSeconds(10), 5, Duration.ofMinutes(1), 0.1);

    /** Of metadata: they expire with the year. */
    private static final Instant ISSUED = Instant.parse("2026-01-01T00:00:00Z");

    private SigningKey goals = SigningKey.generate();
    private final RehearsalRepository repository =
            new RehearsalRepository(() -> ISSUED, Duration.ofDays(365), goals.publicHalf());
    private final Map<ArtifactDigest, byte[]> artifacts = new HashMap<>();
    private final List<SignedModel> signed = new ArrayList<>();
    private boolean signsDeltas = true;
    private long generation;
    private @Nullable Acceptance acceptance;

    /** One model of the next goal, field by field. */
    public record Wanted(
            ArtifactDigest digest,
            List<DeltaOffer> deltas,
            DeliveryPolicy delivery,
            boolean retry,
            long lengthBytes,
            Probation probation,
            List<DeltaHop> hops,
            boolean paused) {

        public Wanted(
                ArtifactDigest digest,
                List<DeltaOffer> deltas,
                DeliveryPolicy delivery,
                boolean retry,
                long lengthBytes) {
            this(digest, deltas, delivery, retry, lengthBytes, PROBATION, List.of(), false);
        }

        public Wanted under(Probation other) {
            return new Wanted(digest, deltas, delivery, retry, lengthBytes, other, hops, paused);
        }

        public Wanted delivered(DeliveryPolicy other) {
            return new Wanted(digest, deltas, other, retry, lengthBytes, probation, hops, paused);
        }

        public Wanted by(List<DeltaHop> chain) {
            return new Wanted(digest, deltas, delivery, retry, lengthBytes, probation, chain, paused);
        }

        public Wanted paused(boolean hold) {
            return new Wanted(digest, deltas, delivery, retry, lengthBytes, probation, hops, hold);
        }
    }

    /** This file, whole. */
    public Wanted whole(ArtifactDigest digest) {
        return new Wanted(digest, List.of(), DeliveryPolicy.DEFAULT, false, length(digest));
    }

    /** What the device is given at enrolment, and what it asks for afterwards. */
    public RehearsalRepository repository() {
        return repository;
    }

    /** From now on another key signs goals; the targets say so. */
    public SigningKey rotateGoalKey() {
        var before = goals;
        goals = SigningKey.generate();
        repository.rotateGoals(goals.publicHalf());
        return before;
    }

    /** Goals offer deltas that the role of deltas does not name. */
    public void signNoDeltas() {
        signsDeltas = false;
    }

    public ArtifactDigest keep(byte[] bytes) {
        var digest = digestOf(bytes);
        artifacts.put(digest, bytes.clone());
        return digest;
    }

    public byte[] artifact(ArtifactDigest digest) {
        return artifacts.get(digest);
    }

    public Map<ArtifactDigest, byte[]> artifacts() {
        return artifacts;
    }

    /** Versions published from now on must pass this set. */
    public ArtifactDigest acceptBy(byte[] set) {
        var digest = keep(set);
        acceptance = new Acceptance(digest, set.length, 0.5);
        return digest;
    }

    /** Stores and signs a model file; versions count from 1. */
    public ArtifactDigest publish(byte[] file) {
        return publish(file, 0);
    }

    public ArtifactDigest publish(byte[] file, long minCounter) {
        var digest = keep(file);
        var counter = signed.size() + 1;
        var model = new SignedModel(
                MODEL,
                new VersionName("v" + counter),
                "fp32",
                digest,
                file.length,
                counter,
                minCounter,
                17,
                acceptance);
        signed.add(model);
        repository.sign(model);
        return digest;
    }

    public long generation() {
        return generation;
    }

    /** The next goal: this file, whole. */
    public byte[] want(ArtifactDigest digest) {
        return want(whole(digest));
    }

    public byte[] wantByDelta(ArtifactDigest digest, ArtifactDigest base, byte[] delta, DeliveryPolicy policy) {
        var offer = new DeltaOffer(base, keep(delta), delta.length);
        return want(new Wanted(digest, List.of(offer), policy, false, length(digest)));
    }

    public byte[] wantAgain(ArtifactDigest digest) {
        return want(new Wanted(digest, List.of(), DeliveryPolicy.DEFAULT, true, length(digest)));
    }

    /** The same file again, held where it is. */
    public byte[] wantPaused(ArtifactDigest digest) {
        return want(whole(digest).paused(true));
    }

    public byte[] want(Wanted wanted) {
        generation++;
        if (signsDeltas) {
            wanted.deltas().forEach(offer -> repository.sign(MODEL, hop(offer, wanted)));
            wanted.hops().forEach(hop -> repository.sign(MODEL, hop));
        }
        return sign(goal(DEVICE, generation, Instant.parse("2026-06-01T00:00:00Z"), wanted), goals);
    }

    private static DeltaHop hop(DeltaOffer offer, Wanted wanted) {
        return new DeltaHop(offer.base(), wanted.digest(), wanted.lengthBytes(), offer.delta(), offer.lengthBytes());
    }

    public long length(ArtifactDigest digest) {
        var bytes = artifacts.get(digest);
        return bytes == null ? 1 : bytes.length;
    }

    public DesiredState goal(DeviceId device, long number, Instant notAfter, Wanted wanted) {
        var version = signed.stream()
                .filter(model -> model.digest().equals(wanted.digest()))
                .map(SignedModel::version)
                .findFirst()
                .orElse(new VersionName("unsigned"));
        var model = new DesiredModel(
                MODEL,
                version,
                "fp32",
                wanted.digest(),
                wanted.lengthBytes(),
                wanted.deltas(),
                List.of(),
                wanted.delivery(),
                wanted.probation(),
                "none",
                wanted.retry(),
                wanted.hops(),
                wanted.paused() ? true : null);
        return new DesiredState(device, number, ISSUED, notAfter, repository.targetsVersion(), List.of(model));
    }

    public byte[] signedByUs(DesiredState goal) {
        return sign(goal, goals);
    }

    public static byte[] sign(DesiredState goal, SigningKey key) {
        return ProtocolJson.write(Envelope.sign(DesiredState.PAYLOAD_TYPE, ProtocolJson.write(goal), key));
    }

    public static ArtifactDigest digestOf(byte[] bytes) {
        try {
            return ArtifactDigest.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
