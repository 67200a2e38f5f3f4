package io.modelferry.agent.update;

import static io.modelferry.agent.testing.FakeControlPlane.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.TestDevice;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever has given a device a goal that it does not believe hears it from the device, not from its log. */
@Timeout(60)
class UnbegunGoalsTest {

    private static final byte[] ONE = "model one".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TWO = "model two".getBytes(StandardCharsets.US_ASCII);
    private static final Instant LATER = Instant.parse("2026-06-01T00:00:00Z");

    private final TestDevice device = new TestDevice();
    private final FakeControlPlane server = device.server;
    private ArtifactDigest one;
    private ArtifactDigest two;

    @BeforeEach
    void aDeviceWithAModel() {
        one = server.publish(ONE);
        device.confirm(server.want(one));
        two = server.publish(TWO);
        device.events.forget();
    }

    private DesiredState wantsTwo(long generation, Instant notAfter) {
        return server.goal(DEVICE, generation, notAfter, server.whole(two));
    }

    private byte[] byAStranger(long generation) {
        return FakeControlPlane.sign(wantsTwo(generation, LATER), SigningKey.generate());
    }

    private void assertRefused(FailureCode code, long generation, String... words) {
        assertThat(device.events.steps()).singleElement().satisfies(step -> {
            assertThat(step.state()).isEqualTo(UpdateState.FAILED);
            assertThat(step.failure()).isEqualTo(code);
            assertThat(step.generation()).isEqualTo(generation);
            assertThat(step.model()).isEqualTo(FakeControlPlane.MODEL);
            assertThat(step.digest()).isEqualTo(two);
            assertThat(step.detail()).startsWith("refused its goal: ").contains(words);
        });
        assertThat(device.host.serves()).isEqualTo(one);
        assertThat(device.updater.generation()).isEqualTo(1);
    }

    @Test
    void aGoalThatNoKeyOfFreshTargetsHasSignedIsToldOnceHoweverOftenItComes() {
        var forged = byAStranger(7);

        for (var times = 0; times < 5; times++) {
            device.offer(forged);
            device.pass(Duration.ofMinutes(2));
        }

        assertRefused(FailureCode.BAD_SIGNATURE, 7, "no key that targets", "has signed it");
    }

    @Test
    void aGoalByAStolenKeyThatWasReplacedIsToldAfterTheDeviceHasLookedForNewerTargets() {
        var stolen = server.rotateGoalKey();
        device.confirm(server.want(two));
        device.events.forget();
        var asked = new ArrayList<String>();
        device.store.metadataBy((file, mostBytes) -> {
            asked.add(file);
            return server.repository().file(file);
        });

        device.offer(FakeControlPlane.sign(server.goal(DEVICE, 8, LATER, server.whole(one)), stolen));
        device.pass(Duration.ofMinutes(1));

        assertThat(asked).contains("timestamp.json");
        assertThat(device.events.failures()).containsExactly(FailureCode.BAD_SIGNATURE);
        assertThat(device.host.serves()).isEqualTo(two);
    }

    @Test
    void anotherDevicesGoalIsTold() {
        device.offer(server.signedByUs(server.goal(new DeviceId("another"), 7, LATER, server.whole(two))));

        assertRefused(FailureCode.WRONG_DEVICE, 7, "the goal is for another");
    }

    @Test
    void aGoalThatCameTooLateIsToldAndBegunOnceTheClockIsSet() {
        var now = device.clock.instant();
        device.offer(server.signedByUs(wantsTwo(7, now.minusSeconds(60))));

        assertRefused(FailureCode.GOAL_EXPIRED, 7, "the goal expired at");

        device.setClock(now.minusSeconds(3600));
        assertThat(device.updater.generation()).isEqualTo(7);
    }

    @Test
    void afterARefusalTheHonestGoalIsBegun() {
        device.offer(byAStranger(2));

        device.confirm(server.want(two));

        assertThat(device.host.serves()).isEqualTo(two);
        assertThat(device.events.last().state()).isEqualTo(UpdateState.CONFIRMED);
    }

    @Test
    void aFloodOfForgedGoalsDoesNotFillTheOutbox() {
        for (var generation = 10; generation < 500; generation++) {
            device.offer(server.signedByUs(server.goal(new DeviceId("another"), generation, LATER, server.whole(two))));
        }
        assertThat(device.events.steps()).hasSize(30);

        device.pass(Duration.ofHours(1));
        device.offer(server.signedByUs(server.goal(new DeviceId("another"), 501, LATER, server.whole(two))));
        assertThat(device.events.steps()).hasSize(31);
    }

    @Test
    void nothingIsToldOfWhatTheGoalLeavesAsItIs() {
        device.offer(FakeControlPlane.sign(server.goal(DEVICE, 7, LATER, server.whole(one)), SigningKey.generate()));

        assertThat(device.events.steps()).isEmpty();
    }

    @Test
    void aForgedCopyOfTheGoalThatTheDeviceIsOnItsWayToIsNoEndOfThatWay() {
        device.offer(server.want(two));
        assertThat(device.events.states()).doesNotContain(UpdateState.CONFIRMED);

        device.offer(byAStranger(7));

        assertThat(device.events.failures()).isEmpty();
    }
}
