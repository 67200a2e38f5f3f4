package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.FaultFs;
import io.modelferry.agent.testing.SweptDevice;
import io.modelferry.delta.generate.DeltaGenerator;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeliveryPolicy.Transport;
import io.modelferry.protocol.goal.DeltaOffer;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One bit of a transfer is flipped on the way, at 200 offsets of every kind of transfer, over HTTPS and over MQTT. The device's whole
 * update runs, on a disk in memory that fails the test if a file is loaded whose bytes are not those of its digest.
 */
class BitFlipsTest {

    private static final int OFFSETS = 200;

    /** Where what is shown does not depend on the offset. */
    private static final int A_FEW = 20;

    private static final int FILE_BYTES = 3_000;
    private static final int SET_BYTES = 1_200;
    private static final int EACH_TIME = Integer.MAX_VALUE;
    private static final int PATIENCE_SECONDS = 120;
    private static final int HEADER_BITS = 21 * 8;

    /** Which file of an update is hit. */
    enum Transfer {
        WHOLE,
        DELTA,
        ACCEPTANCE_SET
    }

    @TempDir
    static Path scratch;

    private static final FakeControlPlane PLANE = new FakeControlPlane();
    private static RottenServer server;
    private static FaultFs before;
    private static ArtifactDigest one;
    private static ArtifactDigest two;
    private static ArtifactDigest judged;
    private static ArtifactDigest delta;
    private static ArtifactDigest set;

    @BeforeAll
    static void publishThree() throws Exception {
        var old = file("one", 0);
        var young = file("two", 1);
        new DeltaGenerator().generate(old, young, scratch.resolve("delta"));
        one = PLANE.publish(Files.readAllBytes(old));
        two = PLANE.publish(Files.readAllBytes(young));
        delta = PLANE.keep(Files.readAllBytes(scratch.resolve("delta")));
        set = PLANE.acceptBy(random(SET_BYTES, 9));
        judged = PLANE.publish(Files.readAllBytes(file("three", 2)));
        server = new RottenServer(PLANE);
        before = SweptDevice.emptyDisk();
        assertThat(reach(before, PLANE.want(one)).serves()).isEqualTo(one);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static Path file(String name, int changed) throws Exception {
        var bytes = random(FILE_BYTES, 1);
        for (var at = 0; at < bytes.length; at += 16) {
            bytes[at] += (byte) changed;
        }
        return Files.write(scratch.resolve(name), bytes);
    }

    private static byte[] random(int length, long seed) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] goal(Transfer transfer, Transport transport, long fallbackBytes) {
        var policy = new DeliveryPolicy(transport, fallbackBytes);
        return PLANE.want(
                switch (transfer) {
                    case WHOLE -> PLANE.whole(two).delivered(policy);
                    case DELTA ->
                        new FakeControlPlane.Wanted(
                                two,
                                List.of(new DeltaOffer(one, delta, PLANE.length(delta))),
                                policy,
                                false,
                                PLANE.length(two));
                    case ACCEPTANCE_SET -> PLANE.whole(judged).delivered(policy);
                });
    }

    private static ArtifactDigest hit(Transfer transfer) {
        return switch (transfer) {
            case WHOLE -> two;
            case DELTA -> delta;
            case ACCEPTANCE_SET -> set;
        };
    }

    private static IntStream bits(ArtifactDigest digest) {
        return new Random(digest.hex().hashCode()).ints(OFFSETS, 0, (int) PLANE.length(digest) * 8);
    }

    /** A device on a copy of {@code disk} that is given the goal and left alone until it has reached it or given up. */
    private static SweptDevice reach(FaultFs disk, byte[] goal) {
        var device = new SweptDevice(PLANE, disk, scratch);
        device.fetchesBy((into, digest, lengthBytes, policy, cancellation) ->
                server.roads(into, device.clock).fetch(digest, lengthBytes, policy, cancellation));
        device.boot();
        device.offer(goal);
        for (var second = 0; second < PATIENCE_SECONDS && !hasEnded(device); second++) {
            device.second(20, 0);
        }
        assertThat(hasEnded(device)).as("an end").isTrue();
        return device;
    }

    private static boolean hasEnded(SweptDevice device) {
        var state = device.events.last().state();
        return state == UpdateState.CONFIRMED || state == UpdateState.FAILED;
    }

    @ParameterizedTest
    @CsvSource({
        "WHOLE, HTTPS",
        "WHOLE, MQTT",
        "DELTA, HTTPS",
        "DELTA, MQTT",
        "ACCEPTANCE_SET, HTTPS",
        "ACCEPTANCE_SET, MQTT"
    })
    void aBitFlippedOnceCostsASecondFetchOfThatFileAndNothingElse(Transfer transfer, Transport transport) {
        var goal = goal(transfer, transport, Long.MAX_VALUE);
        var hit = hit(transfer);

        bits(hit).forEach(bit -> {
            server.flip(hit, bit, 1);
            var device = reach(before.copy(), goal);

            assertThat(device.serves()).as("bit %d", bit).isEqualTo(transfer == Transfer.ACCEPTANCE_SET ? judged : two);
            assertThat(device.events.last().transfer().fallback()).isFalse();
            assertThat(server.asked(hit)).isEqualTo(2);
            assertThat(server.asked(two)).isEqualTo(transfer == Transfer.WHOLE ? 2 : 0);
            assertThat(server.asked(judged)).isEqualTo(transfer == Transfer.ACCEPTANCE_SET ? 1 : 0);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"HTTPS", "MQTT"})
    void aDeltaFlippedEachTimeIsFetchedTwiceAndThenTheWholeFile(Transport transport) {
        var goal = goal(Transfer.DELTA, transport, Long.MAX_VALUE);

        bits(delta).forEach(bit -> {
            server.flip(delta, bit, EACH_TIME);
            var device = reach(before.copy(), goal);

            assertThat(device.serves()).as("bit %d", bit).isEqualTo(two);
            assertThat(device.events.last().transfer().fallback()).isTrue();
            assertThat(server.asked(delta)).isEqualTo(2);
            assertThat(server.asked(two)).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"HTTPS", "MQTT"})
    void aDeltaFlippedEachTimeEndsTheUpdateWherePolicyForbidsTheWholeFile(Transport transport) {
        var goal = goal(Transfer.DELTA, transport, 0);

        bits(delta).limit(A_FEW).forEach(bit -> {
            server.flip(delta, bit, EACH_TIME);
            var device = reach(before.copy(), goal);

            assertThat(device.serves()).as("bit %d", bit).isEqualTo(one);
            assertThat(device.events.last().failure()).isEqualTo(FailureCode.FALLBACK_FORBIDDEN);
            assertThat(server.asked(delta)).isEqualTo(2);
            assertThat(server.asked(two)).isZero();
        });
    }

    @ParameterizedTest
    @CsvSource({"WHOLE, HTTPS", "WHOLE, MQTT", "ACCEPTANCE_SET, HTTPS", "ACCEPTANCE_SET, MQTT"})
    void whatIsFlippedEachTimeIsFetchedThreeTimesAndGivenUp(Transfer transfer, Transport transport) {
        var goal = goal(transfer, transport, Long.MAX_VALUE);
        var hit = hit(transfer);

        bits(hit).limit(A_FEW).forEach(bit -> {
            server.flip(hit, bit, EACH_TIME);
            var device = reach(before.copy(), goal);

            assertThat(device.serves()).as("bit %d", bit).isEqualTo(one);
            assertThat(device.events.last().failure()).isEqualTo(FailureCode.DIGEST_MISMATCH);
            assertThat(server.asked(hit)).isEqualTo(3);
        });
    }

    /** A block's own header is hashed by nobody: a lie in it may cost time, and nothing else. */
    @Test
    void everyBitOfABlocksHeaderMayBeFlipped() {
        var goal = goal(Transfer.WHOLE, Transport.MQTT, Long.MAX_VALUE);

        for (var number = 1; number <= 2; number++) {
            for (var bit = 0; bit < HEADER_BITS; bit++) {
                server.disturb(new FlippedFrame(number, bit));
                assertThat(reach(before.copy(), goal).serves())
                        .as("bit %d of frame %d", bit, number)
                        .isEqualTo(two);
            }
        }
    }
}
