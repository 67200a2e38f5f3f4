package io.modelferry.agent.update;

import static io.modelferry.protocol.report.UpdateState.CONFIRMED;
import static io.modelferry.protocol.report.UpdateState.PROBED;
import static io.modelferry.protocol.report.UpdateState.TRIAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.FakeControlPlane.Wanted;
import io.modelferry.agent.testing.TestDevice;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeliveryPolicy.Transport;
import io.modelferry.protocol.report.FailureCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A device's clock may stand anywhere. */
class ClockTest {

    private static final byte[] ONE = "model one".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TWO = "model two".getBytes(StandardCharsets.US_ASCII);
    private static final Instant TEN_YEARS_ON = Instant.parse("2036-03-01T08:00:00Z");
    private static final Instant RIGHT = Instant.parse("2026-03-01T08:00:00Z");

    private final TestDevice device = new TestDevice();

    @Test
    void updatesIn1970() {
        device.setClock(Instant.EPOCH);
        var one = device.server.publish(ONE);

        device.confirm(device.server.want(one));

        assertThat(device.events.last().state()).isEqualTo(CONFIRMED);
    }

    @Test
    void takesUpTenYearsTooLateWhatItRefusedOnceTheClockIsSet() {
        device.setClock(TEN_YEARS_ON);
        var one = device.server.publish(ONE);
        device.offer(device.server.want(one));
        assertThat(device.updater.generation()).isZero();

        device.setClock(RIGHT);

        assertThat(device.host.serves()).isEqualTo(one);
    }

    @Test
    void keepsServingTenYearsTooLate() {
        var one = device.server.publish(ONE);
        device.confirm(device.server.want(one));
        device.setClock(TEN_YEARS_ON);

        device.boot();

        assertThat(device.host.serves()).isEqualTo(one);
    }

    @Test
    void takesUpWhatExpiredInADownloadOnceTheClockIsSet() {
        var one = device.server.publish(ONE);
        device.store.beforeFetch(() -> device.clock.set(TEN_YEARS_ON));
        device.offer(device.server.want(one));
        assertThat(device.events.last().failure()).isEqualTo(FailureCode.GOAL_EXPIRED);
        device.store.beforeFetch(() -> {});
        device.pass(Duration.ofSeconds(1));

        device.setClock(RIGHT);

        assertThat(device.host.serves()).isEqualTo(one);
    }

    @Test
    void measuresATrialByWhatPassesAndNotByTheClock() {
        var one = device.server.publish(ONE);
        device.offer(device.server.want(one));
        device.host.has(20, 0);

        device.setClock(RIGHT.plus(Duration.ofDays(30)));
        assertThat(device.events.last().state()).isEqualTo(TRIAL);
        device.setClock(RIGHT.minus(Duration.ofDays(30)));
        device.pass(Duration.ofSeconds(11));

        assertThat(device.events.last().state()).isEqualTo(CONFIRMED);
    }

    @Test
    void fetchesNowAndActivatesAtItsHour() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.offer(device.server.want(at(device.clock.instant().plusSeconds(60), two)));
        assertThat(device.events.last().state()).isEqualTo(PROBED);
        assertThat(device.store.holds(two)).isTrue();

        device.pass(Duration.ofSeconds(59));
        assertThat(device.host.serves()).isEqualTo(one);
        device.pass(Duration.ofSeconds(1));
        assertThat(device.host.serves()).isEqualTo(two);
    }

    @Test
    void waitsForItsHourThroughARestart() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.offer(device.server.want(at(device.clock.instant().plusSeconds(60), two)));
        device.store.fetched().clear();

        device.boot();
        assertThat(device.host.serves()).isEqualTo(one);
        device.pass(Duration.ofSeconds(61));

        assertThat(device.host.serves()).isEqualTo(two);
        assertThat(device.store.fetched()).isEmpty();
    }

    @Test
    void leavesWhatWaitsForItsHourForANewerGoal() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.offer(device.server.want(at(device.clock.instant().plusSeconds(60), two)));

        device.offer(device.server.want(one));
        device.pass(Duration.ofSeconds(61));

        assertThat(device.host.serves()).isEqualTo(one);
    }

    @Test
    void activatesNothingWhoseGoalExpiredWhileItWaited() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.offer(device.server.want(at(Instant.parse("2026-06-02T00:00:00Z"), two)));

        device.setClock(Instant.parse("2026-06-02T00:00:01Z"));

        assertThat(device.host.serves()).isEqualTo(one);
        assertThat(device.events.last().failure()).isEqualTo(FailureCode.GOAL_EXPIRED);
    }

    private Wanted at(Instant when, ArtifactDigest digest) {
        return device.server
                .whole(digest)
                .delivered(new DeliveryPolicy(Transport.AUTO, Long.MAX_VALUE, null, when, null));
    }
}
