package io.modelferry.agent.update;

import static io.modelferry.protocol.report.UpdateState.ASSIGNED;
import static io.modelferry.protocol.report.UpdateState.CONFIRMED;
import static io.modelferry.protocol.report.UpdateState.FAILED;
import static io.modelferry.protocol.report.UpdateState.FETCHING;
import static io.modelferry.protocol.report.UpdateState.PROBED;
import static io.modelferry.protocol.report.UpdateState.TRIAL;
import static io.modelferry.protocol.report.UpdateState.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.TestDevice;
import io.modelferry.agent.update.ModelHost.Compared;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.Probation;
import io.modelferry.protocol.goal.Shadow;
import io.modelferry.protocol.report.FailureCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShadowTimeTest {

    private static final Shadow SHADOW = new Shadow(0.1, 0.2, 50, Duration.ofMinutes(2), 0.9);
    private static final Probation PROBATION =
            new Probation(Duration.ofSeconds(10), 5, Duration.ofMinutes(1), 0.1, null, null, null, SHADOW);

    private final TestDevice device = new TestDevice();
    private ArtifactDigest one;
    private ArtifactDigest two;

    @BeforeEach
    void runsOneAndIsToldToShadowTwo() {
        one = device.server.publish("model one".getBytes(StandardCharsets.US_ASCII));
        two = device.server.publish("model two".getBytes(StandardCharsets.US_ASCII));
        device.confirm(device.server.want(one));
        device.events.forget();
        device.offer(device.server.want(device.server.whole(two).under(PROBATION)));
    }

    @Test
    void runsBesideTheOneThatAnswersAndThenGoesOnTrial() {
        assertThat(device.host.inShadow()).isEqualTo(two);
        assertThat(device.host.serves()).isEqualTo(one);

        device.host.hasCompared(new Compared(50, 46, 3, 0, 900));
        device.pass(Duration.ofSeconds(1));

        assertThat(device.host.inShadow()).isNull();
        assertThat(device.host.serves()).isEqualTo(two);
        device.host.has(20, 0);
        device.pass(Duration.ofSeconds(11));
        assertThat(device.events.states())
                .containsExactly(ASSIGNED, FETCHING, VERIFIED, PROBED, PROBED, TRIAL, CONFIRMED);
    }

    @Test
    void givesUpWhatAgreesTooRarelyAndNeverLetsItAnswer() {
        device.host.hasCompared(new Compared(50, 44, 0, 0, 900));
        device.pass(Duration.ofSeconds(1));

        assertThat(device.events.last().state()).isEqualTo(FAILED);
        assertThat(device.events.last().failure()).isEqualTo(FailureCode.UNHEALTHY);
        assertThat(device.host.serves()).isEqualTo(one);
        assertThat(device.host.inShadow()).isNull();
    }

    @Test
    void givesUpWhatFailsInShadow() {
        device.host.hasCompared(new Compared(8, 8, 0, 2, 900));
        device.pass(Duration.ofSeconds(1));

        assertThat(device.events.last().failure()).isEqualTo(FailureCode.UNHEALTHY);
    }

    @Test
    void waitsForInputsOnAQuietDeviceAndThenGoesOn() {
        device.pass(Duration.ofSeconds(119));
        assertThat(device.host.inShadow()).isEqualTo(two);

        device.pass(Duration.ofSeconds(2));
        assertThat(device.host.serves()).isEqualTo(two);
    }

    @Test
    void endsWithANewerGoal() {
        device.offer(device.server.want(one));

        assertThat(device.host.inShadow()).isNull();
        assertThat(device.host.serves()).isEqualTo(one);
        assertThat(device.events.failures()).containsExactly(FailureCode.INTERRUPTED);
    }

    @Test
    void quarantinesWhatTakesTheAgentDownTwiceInShadow() {
        device.boot();
        assertThat(device.host.inShadow()).isEqualTo(two);

        device.boot();

        assertThat(device.host.inShadow()).isNull();
        assertThat(device.host.serves()).isEqualTo(one);
        assertThat(device.events.last().failure()).isEqualTo(FailureCode.PROBE_CRASHED);
        assertThat(device.updater.models().getFirst().quarantined()).containsExactly(two);
    }

    @Test
    void blamesNothingForCleanStops() {
        for (var i = 0; i < 4; i++) {
            device.stop();
            device.boot();
        }

        assertThat(device.host.inShadow()).isEqualTo(two);
    }

    @Test
    void isPassedOverOnAFirstModel() {
        var fresh = new TestDevice();
        var first = fresh.server.publish("model one".getBytes(StandardCharsets.US_ASCII));

        fresh.offer(fresh.server.want(fresh.server.whole(first).under(PROBATION)));

        assertThat(fresh.host.serves()).isEqualTo(first);
    }
}
