package io.modelferry.agent.update;

import static io.modelferry.protocol.report.UpdateState.ASSIGNED;
import static io.modelferry.protocol.report.UpdateState.CONFIRMED;
import static io.modelferry.protocol.report.UpdateState.FAILED;
import static io.modelferry.protocol.report.UpdateState.FETCHING;
import static io.modelferry.protocol.report.UpdateState.PATCHING;
import static io.modelferry.protocol.report.UpdateState.PROBED;
import static io.modelferry.protocol.report.UpdateState.ROLLED_BACK;
import static io.modelferry.protocol.report.UpdateState.TRIAL;
import static io.modelferry.protocol.report.UpdateState.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.FakeStore;
import io.modelferry.agent.testing.TestDevice;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeliveryPolicy.Transport;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.AcceptanceResult;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way of one update, with each of its ends. */
class UpdaterTest {

    private static final byte[] ONE = "model one".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TWO = "model two, fine-tuned".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] THREE = "model three".getBytes(StandardCharsets.US_ASCII);
    private static final DeliveryPolicy NEVER_FALL_BACK = new DeliveryPolicy(Transport.AUTO, 0);
    private final TestDevice device = new TestDevice();

    @Test
    void takesAFreshDeviceToItsFirstModel() {
        var one = device.server.publish(ONE);

        device.confirm(device.server.want(one));

        assertThat(device.events.states()).containsExactly(ASSIGNED, FETCHING, VERIFIED, PROBED, TRIAL, CONFIRMED);
        assertThat(device.events.last().transfer()).isEqualTo(new Transfer(0, ONE.length, false));
        assertThat(device.host.serves()).isEqualTo(one);
    }

    @Test
    void tellsWithItsProofWhatTheAcceptanceSetShowedAndNowhereElse() {
        var result = new AcceptanceResult(20, 20, 19, List.of(12L, 8L));
        device.host.accepts(result);

        device.confirm(device.server.want(device.server.publish(ONE)));

        assertThat(device.events.steps())
                .allSatisfy(step -> assertThat(step.acceptance()).isEqualTo(step.state() == PROBED ? result : null));
    }

    @Test
    void movesToTheNextVersionByDelta() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.events.forget();
        var delta = FakeStore.deltaOf(TWO);

        device.confirm(device.server.wantByDelta(two, one, delta, DeliveryPolicy.DEFAULT));

        assertThat(device.events.states())
                .containsExactly(ASSIGNED, FETCHING, PATCHING, VERIFIED, PROBED, TRIAL, CONFIRMED);
        assertThat(device.events.last().transfer()).isEqualTo(new Transfer(delta.length, 0, false));
        assertThat(device.updater.models().getFirst().previous()).isEqualTo(one);
    }

    @Test
    void fetchesTheWholeFileWhenTheDeltaDoesNotServe() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.store.failNextPatch(FailureCode.BASE_MISMATCH);
        var delta = FakeStore.deltaOf(TWO);

        device.confirm(device.server.wantByDelta(two, one, delta, DeliveryPolicy.DEFAULT));

        assertThat(device.events.last().state()).isEqualTo(CONFIRMED);
        assertThat(device.events.last().transfer()).isEqualTo(new Transfer(delta.length, TWO.length, true));
    }

    @Test
    void givesUpWhenTheDeltaDoesNotServeAndPolicyForbidsTheWholeFile() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.store.failNextPatch(FailureCode.DELTA_MALFORMED);

        device.offer(device.server.wantByDelta(two, one, FakeStore.deltaOf(TWO), NEVER_FALL_BACK));

        assertThat(device.events.last().state()).isEqualTo(FAILED);
        assertThat(device.events.last().failure()).isEqualTo(FailureCode.FALLBACK_FORBIDDEN);
        assertThat(device.host.serves()).isEqualTo(one);
    }

    @Test
    void rollsBackWithoutAByteAndWithoutProbation() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.confirm(device.server.want(two));
        device.events.forget();
        device.store.fetched().clear();

        device.offer(device.server.want(one));

        assertThat(device.events.states()).containsExactly(ASSIGNED, VERIFIED, CONFIRMED);
        assertThat(device.events.last().transfer()).isEqualTo(Transfer.NONE);
        assertThat(device.store.fetched()).isEmpty();
        assertThat(device.host.serves()).isEqualTo(one);
    }

    @Test
    void confirmsAtOnceWhatRunsAlready() {
        var one = device.server.publish(ONE);
        device.confirm(device.server.want(one));
        device.events.forget();

        device.offer(device.server.want(one));

        assertThat(device.events.states()).containsExactly(ASSIGNED, CONFIRMED);
    }

    @Test
    void goesBackWhenTheNewModelFailsOnTrial() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.offer(device.server.want(two));

        device.host.has(8, 2);
        device.pass(Duration.ofSeconds(1));

        assertThat(device.events.last().state()).isEqualTo(ROLLED_BACK);
        assertThat(device.events.last().failure()).isEqualTo(FailureCode.UNHEALTHY);
        assertThat(device.host.serves()).isEqualTo(one);
    }

    @Test
    void quarantinesAFileAfterTwoStrikesUntilAGoalSaysRetry() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.host.rejects(two, FailureCode.ACCEPTANCE_FAILED);

        device.offer(device.server.want(two));
        device.offer(device.server.want(two));
        device.host.loaded().clear();
        device.offer(device.server.want(two));

        assertThat(device.events.last().failure()).isEqualTo(FailureCode.QUARANTINED);
        assertThat(device.host.loaded()).doesNotContain(two);
        assertThat(device.updater.models().getFirst().quarantined()).containsExactly(two);

        device.offer(device.server.wantAgain(two));

        assertThat(device.host.loaded()).contains(two);
    }

    @Test
    void waitsForInferencesOnAQuietDeviceAndThenConfirms() {
        var one = device.server.publish(ONE);
        device.offer(device.server.want(one));

        device.pass(Duration.ofSeconds(30));
        assertThat(device.events.last().state()).isEqualTo(TRIAL);

        device.pass(Duration.ofSeconds(31));
        assertThat(device.events.last().state()).isEqualTo(CONFIRMED);
    }

    @Test
    void triesAgainAfterALostConnectionAndCountsNoFailure() {
        var one = device.server.publish(ONE);
        device.store.failNext(FailureCode.NETWORK, FailureCode.TIMEOUT);

        device.offer(device.server.want(one));
        device.pass(Duration.ofSeconds(10));
        device.host.has(20, 0);
        device.pass(Duration.ofSeconds(11));

        assertThat(device.events.failures()).isEmpty();
        assertThat(device.events.last().state()).isEqualTo(CONFIRMED);
    }

    @Test
    void failsAFileWhoseBytesAreWrongThreeTimes() {
        var one = device.server.publish(ONE);
        device.store.failNext(FailureCode.DIGEST_MISMATCH, FailureCode.DIGEST_MISMATCH, FailureCode.DIGEST_MISMATCH);

        device.offer(device.server.want(one));
        device.pass(Duration.ofSeconds(30));

        assertThat(device.events.last().state()).isEqualTo(FAILED);
        assertThat(device.events.last().failure()).isEqualTo(FailureCode.DIGEST_MISMATCH);
    }

    @Test
    void deletesWhatNobodyNamesAnyMore() {
        var one = device.server.publish(ONE);
        var two = device.server.publish(TWO);
        var three = device.server.publish(THREE);
        device.confirm(device.server.want(one));
        device.confirm(device.server.want(two));

        device.confirm(device.server.want(three));

        assertThat(device.store.holds(one)).isFalse();
        assertThat(device.store.holds(two)).isTrue();
        assertThat(device.store.holds(three)).isTrue();
    }
}
