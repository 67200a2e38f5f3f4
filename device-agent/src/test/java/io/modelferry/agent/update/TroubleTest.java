package io.modelferry.agent.update;

import static io.modelferry.protocol.report.UpdateState.ASSIGNED;
import static io.modelferry.protocol.report.UpdateState.CONFIRMED;
import static io.modelferry.protocol.report.UpdateState.FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.FakeStore;
import io.modelferry.agent.testing.TestDevice;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong around an update, and what a device then still does. */
class TroubleTest {

    private static final byte[] ONE = "model one".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TWO = "model two".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] THREE = "model three".getBytes(StandardCharsets.US_ASCII);

    private final TestDevice device = new TestDevice();
    private ArtifactDigest one;
    private ArtifactDigest two;

    @BeforeEach
    void runsTwoAndKeepsOne() {
        one = device.server.publish(ONE);
        two = device.server.publish(TWO);
        device.confirm(device.server.want(one));
        device.confirm(device.server.want(two));
        device.events.forget();
    }

    @Test
    void servesTheModelBeforeOnADiskThatTakesNothing() {
        device.store.lose(two);
        device.store.failNext(FailureCode.NETWORK);
        device.slots.failing(true);

        device.boot();

        assertThat(device.host.serves()).isEqualTo(one);
        assertThat(device.updater.models().getFirst().running()).isEqualTo(one);
    }

    @Test
    void saysThatNothingRunsWhenBothFilesAreLostAndFetchesTheWantedOneAgain() {
        device.store.lose(one);
        device.store.lose(two);
        device.store.failNext(FailureCode.NETWORK);

        device.boot();
        assertThat(device.host.serves()).isNull();
        assertThat(device.updater.models().getFirst().running()).isNull();

        device.pass(Duration.ofSeconds(30));
        assertThat(device.host.serves()).isEqualTo(two);
    }

    @Test
    void goesBackOnADiskThatTakesNothing() {
        var three = device.server.publish(THREE);
        device.offer(device.server.want(three));
        device.slots.failing(true);

        device.host.has(5, 5);
        device.pass(Duration.ofSeconds(1));

        assertThat(device.host.serves()).isEqualTo(two);
        assertThat(device.updater.models().getFirst().running()).isEqualTo(two);
        assertThat(device.events.last().failure()).isEqualTo(FailureCode.UNHEALTHY);
    }

    @Test
    void fetchesAgainATrialFileThatRottedAndBlamesItForNothing() {
        var three = device.server.publish(THREE);
        device.offer(device.server.want(three));
        device.store.lose(three);

        device.boot();

        assertThat(device.host.serves()).isEqualTo(two);
        assertThat(device.updater.models().getFirst().quarantined()).isEmpty();
        assertThat(device.events.last().failure()).isEqualTo(FailureCode.STORAGE_FAILED);
    }

    @Test
    void makesRoomWhenTheDiskIsLow() {
        var three = device.server.publish(THREE);
        var leftOver = device.server.keep("an old delta".getBytes(StandardCharsets.US_ASCII));
        device.store.holdAnyway(leftOver);
        device.store.failNext(FailureCode.DISK_LOW);

        device.offer(device.server.want(three));
        assertThat(device.store.holds(leftOver)).isFalse();
        assertThat(device.store.holds(one)).isTrue();

        device.pass(Duration.ofSeconds(10));
        assertThat(device.host.serves()).isEqualTo(three);
    }

    @Test
    void doesNotFillItsOutboxWithADayOffline() {
        var three = device.server.publish(THREE);
        device.store.failNext(Collections.nCopies(10_000, FailureCode.NETWORK).toArray(FailureCode[]::new));

        device.offer(device.server.want(three));
        device.pass(Duration.ofHours(24));

        assertThat(device.events.states()).hasSizeLessThan(10);
        assertThat(device.events.last().state()).isEqualTo(ASSIGNED);
    }

    @Test
    void endsAnUpdateThatMeetsAnErrorOfTheMachineAndTakesTheNext() {
        var three = device.server.publish(THREE);
        device.store.beforeFetch(() -> {
            throw new OutOfMemoryError("too large a thing");
        });
        device.offer(device.server.want(three));
        assertThat(device.events.last().state()).isEqualTo(FAILED);
        assertThat(device.events.last().failure()).isEqualTo(FailureCode.INTERNAL);
        assertThat(device.host.serves()).isEqualTo(two);

        device.store.beforeFetch(() -> {});
        device.confirm(device.server.want(three));

        assertThat(device.events.last().state()).isEqualTo(CONFIRMED);
    }

    /** A newer goal that takes everything back, at the moment when each state has just been told. */
    @ParameterizedTest
    @EnumSource(names = {"ASSIGNED", "FETCHING", "PATCHING", "VERIFIED", "PROBED", "TRIAL", "CONFIRMED"})
    void isCancelledInEveryState(UpdateState state) {
        var three = device.server.publish(THREE);
        var seen = new HashSet<UpdateState>();
        device.events.onRecord(step -> {
            if (step.digest().equals(three) && step.state() == state && seen.add(state)) {
                device.updater.offer(device.server.want(two));
            }
        });

        device.offer(device.server.wantByDelta(three, two, FakeStore.deltaOf(THREE), DeliveryPolicy.DEFAULT));
        device.host.has(20, 0);
        device.pass(Duration.ofSeconds(15));

        assertThat(seen).containsExactly(state);
        assertThat(device.host.serves()).isEqualTo(two);
        assertThat(device.events.last().state()).isEqualTo(CONFIRMED);
        assertThat(device.events.last().digest()).isEqualTo(two);
        assertThat(device.updater.models().getFirst().quarantined()).isEmpty();
    }

    @Test
    void provesAFileOnceMoreWhoseProofCrashedAndQuarantinesItAfterTheSecondCrash() {
        var three = device.server.publish(THREE);
        device.host.rejects(three, FailureCode.PROBE_CRASHED);

        device.offer(device.server.want(three));
        assertThat(device.events.failures()).isEmpty();
        device.pass(Duration.ofSeconds(10));

        assertThat(device.events.failures()).containsExactly(FailureCode.PROBE_CRASHED);
        assertThat(device.events.last().state()).isEqualTo(FAILED);
        assertThat(device.updater.models().getFirst().quarantined()).containsExactly(three);
        assertThat(device.host.serves()).isEqualTo(two);
    }

    @Test
    void takesGoalsThatCameTwiceOrOutOfOrderOnce() {
        var three = device.server.publish(THREE);
        var older = device.server.want(one);
        var newer = device.server.want(three);

        device.offer(newer);
        device.offer(older);
        device.offer(newer);
        device.host.has(20, 0);
        device.pass(Duration.ofSeconds(11));

        assertThat(device.host.serves()).isEqualTo(three);
        assertThat(device.events.states()).filteredOn(CONFIRMED::equals).hasSize(1);
        assertThat(device.events.failures()).isEmpty();
    }
}
