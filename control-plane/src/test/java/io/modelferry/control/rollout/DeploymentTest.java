package io.modelferry.control.rollout;

import static io.modelferry.protocol.report.UpdateState.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.MetadataWait;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeploymentTest {

    private static final ArtifactDigest DIGEST = new ArtifactDigest("a".repeat(64));
    private static final UUID BOOT = new UUID(0, 1);
    private static final UUID NEXT_BOOT = new UUID(0, 2);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void risesThroughTheLifeOfADevice() {
        var deployment = Deployment.assigned(DIGEST);

        for (var state : List.of(ASSIGNED, FETCHING, PATCHING, VERIFIED, PROBED, TRIAL, CONFIRMED)) {
            deployment = deployment.after(event(BOOT, 1 + state.ordinal(), state, null));
            assertThat(deployment.state()).isEqualTo(state);
        }
        assertThat(deployment.attempt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void endsTheSameInWhateverOrderEventsArrive(long seed) {
        var events = new ArrayList<UpdateEvent>();
        for (var state : List.of(ASSIGNED, FETCHING, PATCHING, VERIFIED, PROBED, TRIAL, CONFIRMED)) {
            events.add(event(BOOT, 1 + state.ordinal(), state, null));
        }
        Collections.shuffle(events, new Random(seed));

        var deployment = Deployment.assigned(DIGEST);
        for (var event : events) {
            deployment = deployment.after(event);
        }

        assertThat(deployment.state()).isEqualTo(CONFIRMED);
        assertThat(deployment.attempt()).isEqualTo(1);
    }

    @Test
    void keepsALateLowerEventAsHistoryOnly() {
        var confirmed = Deployment.assigned(DIGEST).after(event(BOOT, 7, CONFIRMED, null));

        assertThat(confirmed.after(event(BOOT, 2, FETCHING, null))).isEqualTo(confirmed);
        assertThat(confirmed.after(event(BOOT, 3, FAILED, FailureCode.NETWORK))).isEqualTo(confirmed);
    }

    @Test
    void staysConfirmedWhenAGoalIsWrittenAnew() {
        var confirmed = Deployment.assigned(DIGEST).after(event(BOOT, 7, CONFIRMED, null));

        assertThat(confirmed.after(event(BOOT, 8, ASSIGNED, null)).state()).isEqualTo(CONFIRMED);
        assertThat(confirmed
                        .after(event(BOOT, 9, FAILED, FailureCode.GOAL_EXPIRED))
                        .state())
                .isEqualTo(CONFIRMED);
    }

    @Test
    void fallsWhenAConfirmedDeviceGoesBackLater() {
        var confirmed = Deployment.assigned(DIGEST).after(event(BOOT, 7, CONFIRMED, null));

        var fallen = confirmed.after(event(BOOT, 8, ROLLED_BACK, FailureCode.CRASH_LOOP));

        assertThat(fallen.state()).isEqualTo(ROLLED_BACK);
        assertThat(fallen.attempt()).isEqualTo(2);
    }

    @Test
    void startsAnotherAttemptAfterAFailureThatPasses() {
        var failed = Deployment.assigned(DIGEST).after(event(BOOT, 2, FAILED, FailureCode.NETWORK));

        var again = failed.after(event(NEXT_BOOT, 1, FETCHING, null));

        assertThat(again.state()).isEqualTo(FETCHING);
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.failure()).isNull();
    }

    @Test
    void ordersBootsByTheDevicesClock() {
        var failed = Deployment.assigned(DIGEST).after(event(NEXT_BOOT, 5, FAILED, FailureCode.NETWORK));

        var older = new UpdateEvent(
                BOOT, 9, START.minusSeconds(60), 1, new ModelName("m"), DIGEST, TRIAL, null, "", Transfer.NONE);

        assertThat(failed.after(older)).isEqualTo(failed);
    }

    @Test
    void keepsTheLargestCostWhateverTheOrder() {
        var deployment = Deployment.assigned(DIGEST)
                .after(withCost(3, VERIFIED, new Transfer(700, 0, false)))
                .after(withCost(2, FETCHING, new Transfer(300, 0, false)))
                .after(withCost(4, TRIAL, new Transfer(700, 9000, true)));

        assertThat(deployment.transfer()).isEqualTo(new Transfer(700, 9000, true));
    }

    @Test
    void aWaitForMetadataIsToldByTheNewestEventWhateverTheOrder() {
        var reachable = waiting(3, MetadataWait.NOT_SERVED);
        var unreachable = waiting(2, MetadataWait.UNREACHABLE);

        var inOrder = Deployment.assigned(DIGEST).after(unreachable).after(reachable);
        var late = Deployment.assigned(DIGEST).after(reachable).after(unreachable);

        assertThat(inOrder.metadataWait()).isEqualTo(MetadataWait.NOT_SERVED);
        assertThat(inOrder.detail()).isEqualTo(reachable.detail());
        assertThat(late).isEqualTo(inOrder);
        assertThat(inOrder.state()).isEqualTo(ASSIGNED);
    }

    @ParameterizedTest
    @EnumSource(
            value = UpdateState.class,
            names = {"ASSIGNED", "FETCHING", "VERIFIED", "CONFIRMED", "FAILED"})
    void whateverADeviceSaysNextEndsTheWait(UpdateState next) {
        var waits = Deployment.assigned(DIGEST).after(waiting(2, MetadataWait.REFUSED));

        assertThat(waits.after(event(BOOT, 3, next, null)).metadataWait()).isNull();
        assertThat(waits.after(event(BOOT, 1, ASSIGNED, null))).isEqualTo(waits);
    }

    @Test
    void aWaitMovesNothingAndCostsNothing() {
        var fetching = Deployment.assigned(DIGEST).after(withCost(2, FETCHING, new Transfer(300, 0, false)));

        var waits = fetching.after(waiting(3, MetadataWait.REFUSED));

        assertThat(waits.movedSince(fetching)).isFalse();
        assertThat(waits.state()).isEqualTo(FETCHING);
        assertThat(waits.metadataWait()).isEqualTo(MetadataWait.REFUSED);
    }

    private static UpdateEvent waiting(long seq, MetadataWait wait) {
        return new UpdateEvent(
                BOOT,
                seq,
                START.plusSeconds(seq),
                1,
                new ModelName("m"),
                DIGEST,
                ASSIGNED,
                null,
                MetadataWait.inWords(wait.name()),
                Transfer.NONE,
                null,
                null,
                null,
                wait);
    }

    private static UpdateEvent event(UUID boot, long seq, UpdateState state, @Nullable FailureCode failure) {
        var at = START.plusSeconds(seq + (boot.equals(NEXT_BOOT) ? 1000 : 0));
        return new UpdateEvent(boot, seq, at, 1, new ModelName("m"), DIGEST, state, failure, "", Transfer.NONE);
    }

    private static UpdateEvent withCost(long seq, UpdateState state, Transfer transfer) {
        return new UpdateEvent(
                BOOT, seq, START.plusSeconds(seq), 1, new ModelName("m"), DIGEST, state, null, "", transfer);
    }
}
