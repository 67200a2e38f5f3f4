package io.modelferry.agent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.update.DeviceState;
import io.modelferry.delta.generate.DeltaGenerator;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.trust.Envelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;

/** Updates to be disturbed: what a device was before, what its goal becomes, and what must be true at the end. */
public final class UpdateScripts {

    /** One update each, from a device that serves version 1, or from an empty one. */
    public enum Script {
        FIRST_MODEL,
        BY_DELTA,
        WHOLE,
        /** The candidate fails its trial and the old model comes back. */
        TAKEN_OFF,
        /** Version 1 again, after version 2 was confirmed: no byte is fetched. */
        ROLLED_BACK
    }

    private static final int PATIENCE_SECONDS = 120;
    private static final int FILE_BYTES = 3_000;

    private final FakeControlPlane server = new FakeControlPlane();
    private final Path scratch;
    private final ArtifactDigest one;
    private final ArtifactDigest two;
    private final byte[] delta;
    private final byte[] wantOne;
    private final byte[] wantTwoByDelta;
    private final byte[] wantTwoWhole;
    private final byte[] wantOneAgain;

    /** @param scratch a folder of the machine */
    public UpdateScripts(Path scratch) throws Exception {
        this.scratch = scratch;
        var old = file("one", 0);
        var young = file("two", 1);
        one = server.publish(Files.readAllBytes(old));
        two = server.publish(Files.readAllBytes(young));
        wantOne = server.want(one);
        delta = delta(old, young);
        wantTwoByDelta = server.wantByDelta(two, one, delta, DeliveryPolicy.DEFAULT);
        wantTwoWhole = server.want(two);
        wantOneAgain = server.want(one);
    }

    /** A few kilobytes, so that thousands of lives take seconds. */
    private Path file(String name, int changed) throws IOException {
        var bytes = new byte[FILE_BYTES];
        new Random(1).nextBytes(bytes);
        for (var at = 0; at < bytes.length; at += 16) {
            bytes[at] += (byte) changed;
        }
        return Files.write(scratch.resolve(name), bytes);
    }

    private byte[] delta(Path old, Path young) throws Exception {
        var file = scratch.resolve("one-to-two.delta");
        new DeltaGenerator().generate(old, young, file);
        return Files.readAllBytes(file);
    }

    public SweptDevice device(FaultFs disk) {
        disk.watch(SweptDevice.DATA.resolve("store"));
        return new SweptDevice(server, disk, scratch);
    }

    /** The disk on which the script begins. */
    public FaultFs before(Script script) {
        var device = device(SweptDevice.emptyDisk());
        device.boot();
        if (script != Script.FIRST_MODEL) {
            reach(device, wantOne, one);
        }
        if (script == Script.ROLLED_BACK) {
            reach(device, wantTwoWhole, two);
        }
        return device.disk.after(Loss.KEEPS_ALL, new Random(1));
    }

    private static void reach(SweptDevice device, byte[] goal, ArtifactDigest digest) {
        device.offer(goal);
        for (var second = 0; second < PATIENCE_SECONDS && !device.slots().runs(digest); second++) {
            device.second(20, 0);
        }
        assertThat(device.slots().runs(digest)).isTrue();
    }

    /** A whole life, from the boot to the goal. */
    public void play(Script script, SweptDevice device) {
        device.boot();
        converge(script, device);
    }

    /** The server tells the goal again, as it does to every device that connects. */
    public void converge(Script script, SweptDevice device) {
        converge(script, device, PATIENCE_SECONDS);
    }

    public void converge(Script script, SweptDevice device, int seconds) {
        device.offer(goal(script));
        for (var second = 0; second < seconds && !isAtRest(script, device); second++) {
            device.second(20, script == Script.TAKEN_OFF && two.equals(device.serves()) ? 10 : 0);
        }
    }

    /** The goal is not accepted before its signer is known, so what the device has accepted does not say that it is done. */
    private boolean isAtRest(Script script, SweptDevice device) {
        var slots = device.slots();
        return slots.settled() >= generation(goal(script)) && slots.attempt() == null;
    }

    private static long generation(byte[] goal) {
        var payload = ProtocolJson.read(goal, Envelope.class).payload();
        return ProtocolJson.read(payload, DesiredState.class).generation();
    }

    /** Which operations of the script change the disk. */
    public List<Boolean> operations(Script script, FaultFs disk) {
        disk.heal();
        play(script, device(disk));
        var all = new ArrayList<Boolean>();
        for (var number = 1; number <= disk.operations(); number++) {
            all.add(disk.changes(number));
        }
        return all;
    }

    private byte[] goal(Script script) {
        return switch (script) {
            case FIRST_MODEL -> wantOne;
            case BY_DELTA -> wantTwoByDelta;
            case WHOLE, TAKEN_OFF -> wantTwoWhole;
            case ROLLED_BACK -> wantOneAgain;
        };
    }

    private ArtifactDigest goalDigest(Script script) {
        return switch (script) {
            case FIRST_MODEL, TAKEN_OFF, ROLLED_BACK -> one;
            case BY_DELTA, WHOLE -> two;
        };
    }

    public ArtifactDigest one() {
        return one;
    }

    public ArtifactDigest two() {
        return two;
    }

    /** Old and new, and the delta between them: no attempt may leave more than that behind, however often the power goes. */
    private long budget() {
        return 2L * FILE_BYTES + delta.length;
    }

    /** Right after a start, before the network: old or new answers, and nothing that was durable is forgotten. */
    public void requireSoundBoot(Script script, SweptDevice device, DeviceState committed) {
        if (script != Script.FIRST_MODEL) {
            assertThat(device.serves()).as("answers after the start").isIn(one, two);
        }
        var found = device.updater().generation();
        assertThat(found).as("generation").isGreaterThanOrEqualTo(committed.generation());
        var quarantined = committed.slots(FakeControlPlane.MODEL).quarantined();
        assertThat(device.slots().quarantined()).as("quarantine").containsAll(quarantined);
        for (var bad : quarantined) {
            assertThat(device.host().loaded()).as("loaded").doesNotContain(bad);
        }
    }

    public void requireAnswer(SweptDevice device) {
        assertThat(device.serves()).as("answers").isIn(one, two);
    }

    /** @param cuts two in a trial are a crash loop: the candidate is quarantined, and what was before answers */
    public void requireGoalReached(Script script, SweptDevice device, int cuts) {
        if (cuts > 1 && device.slots().isQuarantined(goalDigest(script))) {
            assertThat(device.serves())
                    .as("answers after a crash loop")
                    .isEqualTo(script == Script.FIRST_MODEL ? null : one);
            return;
        }
        var goal = goalDigest(script);
        assertThat(device.serves()).as("answers at the end").isEqualTo(goal);
        assertThat(device.slots().active().digest()).as("active").isEqualTo(goal);
        assertThat(device.slots().attempt()).as("attempt").isNull();
        assertThat(stored(device)).as("files in the store").isSubsetOf(one.hex(), two.hex());
        assertThat(device.disk.peekEntries(SweptDevice.DATA.resolve("store/partial")))
                .as("partial files")
                .isEmpty();
        assertThat(device.disk.mostWatched()).as("bytes in the store").isLessThanOrEqualTo(budget());
    }

    private static List<String> stored(SweptDevice device) {
        var all = new ArrayList<String>();
        for (var shelf : device.disk.peekEntries(SweptDevice.DATA.resolve("store/sha256"))) {
            device.disk
                    .peekEntries(shelf)
                    .forEach(file -> all.add(file.getFileName().toString()));
        }
        assertThat(new HashSet<>(all)).hasSameSizeAs(all);
        return all;
    }
}
