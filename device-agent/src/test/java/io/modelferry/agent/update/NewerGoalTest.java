package io.modelferry.agent.update;

import static io.modelferry.protocol.report.UpdateState.CONFIRMED;
import static io.modelferry.protocol.report.UpdateState.TRIAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.TestDevice;
import io.modelferry.protocol.report.FailureCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A goal comes while another one is under way, or waits. */
class NewerGoalTest {

    private static final byte[] ONE = "model one".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TWO = "model two, fine-tuned".getBytes(StandardCharsets.US_ASCII);
    private final TestDevice device = new TestDevice();

    @Test
    void leavesAnOldGoalForANewerOneInTheMiddleOfADownload() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        var newer = new byte[][] {null};
        device.store.beforeFetch(() -> {
            if (newer[0] == null) {
                newer[0] = device.server.want(two);
                device.updater.offer(newer[0]);
            }
        });

        device.offer(device.server.want(one));
        device.host.has(20, 0);
        device.pass(Duration.ofSeconds(12));

        assertThat(device.host.serves()).isEqualTo(two);
        assertThat(device.events.last().state()).isEqualTo(CONFIRMED);
        assertThat(device.events.last().generation()).isEqualTo(2);
    }

    @Test
    void staysWhereItIsWhilePausedAndGoesOnAfterwards() {
        var one = device.server.publish(ONE);
        device.confirm(device.server.want(one));
        var two = device.server.publish(TWO);
        var pause = new byte[][] {null};
        device.store.beforeFetch(() -> {
            if (pause[0] == null) {
                pause[0] = device.server.wantPaused(two);
                device.updater.offer(pause[0]);
            }
        });
        device.offer(device.server.want(two));
        device.pass(Duration.ofMinutes(10));

        assertThat(device.host.serves()).isEqualTo(one);
        assertThat(device.events.steps()).noneMatch(step -> step.digest().equals(two) && step.state() == TRIAL);

        device.confirm(device.server.want(two));

        assertThat(device.host.serves()).isEqualTo(two);
    }

    @Test
    void leavesAGoalThatWaitsForItsNextAttempt() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.store.failNext(FailureCode.NETWORK);
        device.offer(device.server.want(one));

        device.confirm(device.server.want(two));

        var interrupted = device.events.steps().stream()
                .filter(step -> step.failure() == FailureCode.INTERRUPTED)
                .toList();
        assertThat(interrupted).singleElement().satisfies(step -> {
            assertThat(step.digest()).isEqualTo(one);
            assertThat(step.generation()).isEqualTo(1);
        });
        assertThat(device.events.last().digest()).isEqualTo(two);
        assertThat(device.events.last().generation()).isEqualTo(2);
        assertThat(device.host.serves()).isEqualTo(two);
    }

    @Test
    void takesAModelOffTrialWithoutBlameWhenANewerGoalWantsTheOldOne() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.offer(device.server.want(two));

        device.offer(device.server.want(one));

        assertThat(device.events.failures()).containsExactly(FailureCode.INTERRUPTED);
        assertThat(device.events.last().state()).isEqualTo(CONFIRMED);
        assertThat(device.host.serves()).isEqualTo(one);
        assertThat(device.updater.models().getFirst().quarantined()).isEmpty();
    }

    @Test
    void letsATrialGoOnWhenTheNewerGoalWantsTheSameFile() {
        var one = device.server.publish(ONE);
        device.offer(device.server.want(one));
        device.pass(Duration.ofSeconds(5));

        device.offer(device.server.want(one));
        device.host.has(20, 0);
        device.pass(Duration.ofSeconds(6));

        assertThat(device.events.failures()).isEmpty();
        assertThat(device.events.last().state()).isEqualTo(CONFIRMED);
        assertThat(device.events.last().generation()).isEqualTo(2);
    }

    @Test
    void endsOnlyTheLastOfTenGoalsThatCameWhileItWasOff() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        for (var i = 0; i < 9; i++) {
            device.updater.offer(device.server.want(i % 2 == 0 ? one : two));
        }

        device.confirm(device.server.want(two));

        assertThat(device.host.serves()).isEqualTo(two);
        assertThat(device.updater.generation()).isEqualTo(10);
        assertThat(device.events.last().generation()).isEqualTo(10);
    }
}
