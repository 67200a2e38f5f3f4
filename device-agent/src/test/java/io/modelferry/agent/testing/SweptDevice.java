package io.modelferry.agent.testing;

import io.modelferry.agent.slots.DeltaPatching;
import io.modelferry.agent.slots.FileBlobs;
import io.modelferry.agent.slots.Patching;
import io.modelferry.agent.slots.StateFiles;
import io.modelferry.agent.trust.TrustedGoals;
import io.modelferry.agent.tuf.HeldMetadata;
import io.modelferry.agent.tuf.Limits;
import io.modelferry.agent.update.Backoff;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.DeviceState;
import io.modelferry.agent.update.Downloads;
import io.modelferry.agent.update.ModelSlots;
import io.modelferry.agent.update.Ports;
import io.modelferry.agent.update.Slots;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.agent.update.Updater;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The update engine over its real store, state files and delta engine, on a disk that fails as told. Only the network and what
 * runs models are the test's, and everything runs on its thread.
 */
public final class SweptDevice {

    public static final Path DATA = Path.of("/data");

    private static final int PIECE = 700;

    public final FaultFs disk;
    public final MovedClock clock = new MovedClock();
    public final ToldEvents events = new ToldEvents();
    private final FakeControlPlane server;
    private final Path scratch;
    private final Steps steps = new Steps();
    private FakeHost host;
    private FileBlobs blobs;
    private Updater updater;
    private DeviceState committed = DeviceState.FRESH;
    private @Nullable Way way;

    /** How artifacts come to the device's store. */
    public interface Way {
        long fetch(
                FileBlobs into,
                ArtifactDigest digest,
                long lengthBytes,
                DeliveryPolicy policy,
                Cancellation cancellation)
                throws UpdateFailure;
    }

    /** @param scratch a folder of the machine, where the delta engine reads what it patches from */
    public SweptDevice(FakeControlPlane server, FaultFs disk, Path scratch) {
        this.server = server;
        this.disk = disk;
        this.scratch = scratch;
    }

    public static FaultFs emptyDisk() {
        return new FaultFs(DATA.resolve("state"));
    }

    /** From now on, in place of a line that never fails. */
    public void fetchesBy(Way other) {
        way = other;
    }

    /** A new process. */
    public void boot() {
        try {
            blobs = new FileBlobs(disk, DATA.resolve("store"), this::patch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        steps.forgetAll();
        host = new FakeHost(this::holdsForTheHost);
        var line = new Line();
        var metadata = new HeldMetadata.Place(
                disk, DATA.resolve("metadata"), server.repository().firstRoot());
        var ports = new Ports(
                new Watched(new StateFiles(disk, DATA.resolve("state"))),
                blobs,
                line,
                new HeldMetadata(metadata, line, Limits.USUAL),
                host,
                events,
                clock,
                clock,
                steps,
                new Random(7),
                new Backoff.Limits(Duration.ofSeconds(1), Duration.ofSeconds(4)));
        updater = new Updater(ports, new TrustedGoals(FakeControlPlane.DEVICE), () -> {});
        updater.start();
        steps.runAll();
    }

    public void offer(byte[] goal) {
        updater.offer(goal);
        steps.runAll();
    }

    /** A second passes, in which the model answered so often, and failed so often. */
    public void second(long answers, long errors) {
        host.has(answers, errors);
        clock.move(Duration.ofSeconds(1));
        updater.tick();
        steps.runAll();
    }

    public ArtifactDigest serves() {
        return host.serves();
    }

    public FakeHost host() {
        return host;
    }

    public Updater updater() {
        return updater;
    }

    public FileBlobs blobs() {
        return blobs;
    }

    /** The newest state whose save returned, or that a boot found. */
    public DeviceState committed() {
        return committed;
    }

    public ModelSlots slots() {
        return committed.slots(FakeControlPlane.MODEL);
    }

    private boolean holdsForTheHost(ArtifactDigest digest) {
        var bytes = disk.peek(blobs.path(digest));
        if (bytes.isPresent() && !FakeControlPlane.digestOf(bytes.get()).equals(digest)) {
            throw new AssertionError("a model is loaded whose bytes are not " + digest.brief());
        }
        return bytes.isPresent();
    }

    private ArtifactDigest patch(Path base, Path delta, Patching.Target target) throws UpdateFailure, IOException {
        return new DeltaPatching(disk).apply(outside(base), outside(delta), target);
    }

    private Path outside(Path file) throws IOException {
        var bytes = disk.read(file).orElseThrow(() -> new IOException("no such file: " + file));
        var copy = scratch.resolve(FakeControlPlane.digestOf(bytes).hex());
        if (!Files.exists(copy)) {
            Files.write(copy, bytes);
        }
        return copy;
    }

    private final class Watched implements Slots {

        private final Slots files;

        Watched(Slots files) {
            this.files = files;
        }

        @Override
        public DeviceState load() {
            committed = files.load();
            return committed;
        }

        @Override
        public void save(DeviceState state) throws UpdateFailure {
            files.save(state);
            committed = state;
        }
    }

    /** Brings what the server keeps, a few hundred bytes at a time, and takes up what is there. */
    private final class Line implements Downloads {

        @Override
        public long fetch(ArtifactDigest digest, long lengthBytes, DeliveryPolicy policy, Cancellation cancellation)
                throws UpdateFailure {
            if (way != null) {
                return way.fetch(blobs, digest, lengthBytes, policy, cancellation);
            }
            var partial = blobs.partial(digest);
            try {
                blobs.requireRoom(lengthBytes - disk.size(partial).orElse(0));
                bring(digest, partial);
                blobs.commit(digest, partial);
                return lengthBytes;
            } catch (IOException e) {
                throw new UpdateFailure(FailureCode.STORAGE_FAILED, String.valueOf(e.getMessage()), e);
            }
        }

        private void bring(ArtifactDigest digest, Path partial) throws IOException, UpdateFailure {
            var whole = server.artifact(digest);
            try (var file = disk.append(partial)) {
                if (file.length() > whole.length) {
                    file.truncate(0);
                }
                for (var at = (int) file.length(); at < whole.length; at += PIECE) {
                    file.append(whole, at, Math.min(PIECE, whole.length - at));
                }
                var came = disk.read(partial).orElseThrow();
                if (!Arrays.equals(came, whole)) {
                    file.truncate(0);
                    throw new UpdateFailure(FailureCode.DIGEST_MISMATCH, "other bytes came");
                }
            }
        }

        @Override
        public Optional<byte[]> metadata(String file, int mostBytes, DeliveryPolicy policy, Cancellation cancellation) {
            return server.repository().file(file);
        }
    }
}
