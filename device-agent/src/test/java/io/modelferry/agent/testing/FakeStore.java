package io.modelferry.agent.testing;

import io.modelferry.agent.tuf.Fetcher;
import io.modelferry.agent.update.Blobs;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Downloads;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.report.FailureCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Disk and network of a device in memory. A "delta" here is the target's bytes after the word {@code delta:}. */
public final class FakeStore implements Blobs, Downloads {

    public static final byte[] DELTA = "delta:".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final FakeControlPlane server;
    private final Map<ArtifactDigest, byte[]> held = new HashMap<>();
    private final List<ArtifactDigest> fetched = new ArrayList<>();
    private final Deque<FailureCode> troubles = new ArrayDeque<>();
    private final Deque<FailureCode> patchTroubles = new ArrayDeque<>();
    private Runnable beforeFetch = () -> {};
    private Fetcher onItsWay;

    public FakeStore(FakeControlPlane server) {
        this.server = server;
        this.onItsWay = (file, mostBytes) -> server.repository().file(file);
    }

    public static byte[] deltaOf(byte[] target) {
        var delta = new byte[DELTA.length + target.length];
        System.arraycopy(DELTA, 0, delta, 0, DELTA.length);
        System.arraycopy(target, 0, delta, DELTA.length, target.length);
        return delta;
    }

    public void failNext(FailureCode... codes) {
        troubles.addAll(List.of(codes));
    }

    public void failNextPatch(FailureCode code) {
        patchTroubles.add(code);
    }

    public void beforeFetch(Runnable hook) {
        beforeFetch = hook;
    }

    /** Whoever stands between the device and the server's metadata from now on. */
    public void metadataBy(Fetcher other) {
        onItsWay = other;
    }

    public List<ArtifactDigest> fetched() {
        return fetched;
    }

    public boolean holds(ArtifactDigest digest) {
        return held.containsKey(digest);
    }

    /** What nobody asked for lies there all the same. */
    public void holdAnyway(ArtifactDigest digest) {
        held.put(digest, server.artifact(digest));
    }

    public void lose(ArtifactDigest digest) {
        held.remove(digest);
    }

    @Override
    public long fetch(ArtifactDigest digest, long lengthBytes, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure {
        beforeFetch.run();
        cancellation.check();
        if (!troubles.isEmpty()) {
            throw new UpdateFailure(troubles.remove(), "as told");
        }
        held.put(digest, server.artifact(digest));
        fetched.add(digest);
        return lengthBytes;
    }

    @Override
    public Optional<byte[]> metadata(String file, int mostBytes, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure {
        return onItsWay.fetch(file, mostBytes);
    }

    @Override
    public boolean holdsIntact(ArtifactDigest digest) {
        return held.containsKey(digest);
    }

    @Override
    public void patch(
            ArtifactDigest base,
            ArtifactDigest delta,
            ArtifactDigest target,
            long targetBytes,
            Cancellation cancellation)
            throws UpdateFailure {
        if (!patchTroubles.isEmpty()) {
            throw new UpdateFailure(patchTroubles.remove(), "as told");
        }
        var bytes = held.get(delta);
        var made = java.util.Arrays.copyOfRange(bytes, DELTA.length, bytes.length);
        if (!FakeControlPlane.digestOf(made).equals(target)) {
            throw new UpdateFailure(FailureCode.RESULT_MISMATCH, "another file");
        }
        held.put(target, made);
    }

    @Override
    public void keepOnly(Set<ArtifactDigest> kept) {
        held.keySet().retainAll(kept);
    }
}
