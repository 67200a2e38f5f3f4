package io.modelferry.agent.update;

import static io.modelferry.protocol.report.UpdateState.CONFIRMED;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.PowerCut;
import io.modelferry.agent.testing.TestDevice;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartTest {

    private static final byte[] ONE = "model one".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TWO = "model two".getBytes(StandardCharsets.US_ASCII);
    private static final int MORE_SAVES_THAN_AN_UPDATE_HAS = 12;

    private final TestDevice device = new TestDevice();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bootsTheOldOrTheNewModelWhereverThePowerGoes(boolean before) {
        for (var save = 1; save <= MORE_SAVES_THAN_AN_UPDATE_HAS; save++) {
            var cut = new TestDevice();
            var one = cut.server.publish(ONE);
            var two = cut.server.publish(TWO);
            cut.confirm(cut.server.want(one));
            cutAt(cut, before, save);
            var goal = cut.server.want(two);

            whateverHappens(() -> cut.confirm(goal));
            cut.boot();

            assertThat(cut.host.serves()).as("save %d, %s", save, before).isIn(one, two);
            cut.offer(goal);
            cut.host.has(20, 0);
            cut.pass(Duration.ofSeconds(40));
            assertThat(cut.host.serves()).as("save %d, %s", save, before).isEqualTo(two);
            assertThat(cut.events.last().state())
                    .as("save %d, %s", save, before)
                    .isEqualTo(CONFIRMED);
        }
    }

    private static void cutAt(TestDevice device, boolean before, int save) {
        if (before) {
            device.slots.cutBeforeSave(save);
        } else {
            device.slots.cutAfterSave(save);
        }
    }

    private static void whateverHappens(Runnable step) {
        try {
            step.run();
        } catch (PowerCut theEnd) {
            // the process is gone; the test goes on with the next one
        }
    }

    @Test
    void takesAGoalUpAgainWithoutANetworkToTellIt() {
        var one = device.server.publish(ONE);
        device.store.failNext(FailureCode.NETWORK);
        device.offer(device.server.want(one));

        device.boot();

        assertThat(device.host.serves()).isEqualTo(one);
    }

    @Test
    void beginsATrialAgainAfterOneCrash() {
        var two = onTrial();

        device.boot();

        assertThat(device.host.serves()).isEqualTo(two);
        device.host.has(20, 0);
        device.pass(Duration.ofSeconds(11));
        assertThat(device.events.last().state()).isEqualTo(CONFIRMED);
    }

    @Test
    void bootsTheOldModelAndQuarantinesTheNewAfterTwoCrashesInTrial() {
        var two = onTrial();
        var one = device.updater.models().getFirst().previous();

        device.boot();
        device.boot();

        assertThat(device.host.serves()).isEqualTo(one);
        assertThat(device.events.last().state()).isEqualTo(UpdateState.ROLLED_BACK);
        assertThat(device.events.last().failure()).isEqualTo(FailureCode.CRASH_LOOP);
        assertThat(device.updater.models().getFirst().quarantined()).containsExactly(two);
    }

    @Test
    void countsNoCleanStopAgainstATrial() {
        var two = onTrial();

        for (var i = 0; i < 5; i++) {
            device.stop();
            device.boot();
        }

        assertThat(device.host.serves()).isEqualTo(two);
    }

    @Test
    void neverLoadsAgainWhatKilledTheAgentTwiceInItsProbe() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.host.diesOf(two);

        whateverHappens(() -> device.offer(device.server.want(two)));
        whateverHappens(device::boot);
        device.host.loaded().clear();
        device.boot();

        assertThat(device.host.serves()).isEqualTo(one);
        assertThat(device.host.loaded()).doesNotContain(two);
        assertThat(device.events.last().failure()).isEqualTo(FailureCode.PROBE_CRASHED);
        assertThat(device.updater.models().getFirst().quarantined()).containsExactly(two);
    }

    @Test
    void servesTheModelBeforeWhenTheActiveFileIsGoneAndFetchesItAgain() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.confirm(device.server.want(two));
        device.store.lose(two);
        device.store.failNext(FailureCode.NETWORK);

        device.boot();
        assertThat(device.host.serves()).isEqualTo(one);

        device.host.has(20, 0);
        device.pass(Duration.ofSeconds(30));
        assertThat(device.host.serves()).isEqualTo(two);
    }

    @Test
    void keepsServingWhileNothingCanBeSaved() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.slots.failing(true);

        device.offer(device.server.want(two));
        device.pass(Duration.ofSeconds(20));

        assertThat(device.host.serves()).isEqualTo(one);
    }

    private ArtifactDigest onTrial() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.offer(device.server.want(two));
        assertThat(device.events.last().state()).isEqualTo(UpdateState.TRIAL);
        return two;
    }
}
