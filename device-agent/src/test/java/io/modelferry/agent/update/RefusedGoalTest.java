package io.modelferry.agent.update;

import static io.modelferry.agent.testing.FakeControlPlane.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.FakeControlPlane.Wanted;
import io.modelferry.agent.testing.TestDevice;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.report.FailureCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the updater does not do, whoever asks for it. */
class RefusedGoalTest {

    private static final byte[] ONE = "model one".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TWO = "model two, fine-tuned".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] THREE = "model three".getBytes(StandardCharsets.US_ASCII);
    private final TestDevice device = new TestDevice();

    @Test
    void refusesAGoalThatIsOldForeignForgedOrExpired() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        var first = device.server.want(two);
        device.confirm(device.server.want(one));
        var wanted = new Wanted(two, List.of(), DeliveryPolicy.DEFAULT, false, TWO.length);
        var late = Instant.parse("2026-06-01T00:00:00Z");
        device.events.forget();

        device.offer(first);
        device.offer(device.server.signedByUs(device.server.goal(new DeviceId("cam-02"), 50, late, wanted)));
        device.offer(FakeControlPlane.sign(device.server.goal(DEVICE, 51, late, wanted), SigningKey.generate()));
        device.offer(device.server.signedByUs(
                device.server.goal(DEVICE, 52, Instant.parse("2026-02-01T00:00:00Z"), wanted)));
        device.offer("not even JSON".getBytes(StandardCharsets.US_ASCII));

        assertThat(device.events.failures())
                .containsExactly(FailureCode.WRONG_DEVICE, FailureCode.BAD_SIGNATURE, FailureCode.GOAL_EXPIRED);
        assertThat(device.updater.generation()).isEqualTo(2);
        assertThat(device.host.serves()).isEqualTo(one);
    }

    @Test
    void refusesAFileThatTheSignedListDoesNotName() {
        var one = device.server.publish(ONE);
        device.confirm(device.server.want(one));
        var stranger = device.server.keep(THREE);

        device.offer(device.server.want(stranger));

        assertThat(device.events.last().failure()).isEqualTo(FailureCode.UNSIGNED_TARGET);
        assertThat(device.store.fetched()).doesNotContain(stranger);
        assertThat(device.host.serves()).isEqualTo(one);
    }

    @Test
    void refusesARollbackBelowTheSignedFloor() {
        var one = device.server.publish(ONE);
        device.confirm(device.server.want(one));
        var two = device.server.publish(TWO, 2);
        device.confirm(device.server.want(two));

        device.offer(device.server.want(one));

        assertThat(device.events.last().failure()).isEqualTo(FailureCode.BELOW_FLOOR);
        assertThat(device.host.serves()).isEqualTo(two);
    }
}
