package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.MetadataWait;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator who asks why nothing moves hears that devices wait for signed metadata, as long as they do. */
final class MetadataWaitsTest {

    private static final String WHY = "waits for signed metadata: the server still serves targets 3, not 4";

    private final RolloutHouse house = RolloutHouse.empty();
    private RolloutId rollout;

    @BeforeEach
    void fiveDevicesOnTheirWay() {
        house.enrol(5);
        house.firstVersion();
        house.catalogue.publish("2");
        rollout = house.started(house.everybody("2"));
        house.tick();
    }

    private void waits(DeviceId device, UpdateState state, @Nullable MetadataWait wait, String detail) {
        house.say(new RolloutHouse.Said(
                device,
                new UpdateEvent(
                        RolloutHouse.BOOT,
                        house.next(device),
                        house.clock.instant(),
                        house.goal(device).generation(),
                        FakeCatalogue.MODEL,
                        house.aim(device).digest(),
                        state,
                        null,
                        detail,
                        Transfer.NONE,
                        null,
                        null,
                        null,
                        wait)));
        house.tick();
    }

    private DeviceId first() {
        return house.aimedAt("2").getFirst();
    }

    private DeviceId last() {
        return house.aimedAt("2").getLast();
    }

    private RolloutDevice seen(DeviceId device) {
        return house.rollouts.devices(rollout, "", 10).stream()
                .filter(one -> one.device().equals(device))
                .findFirst()
                .orElseThrow();
    }

    private String why() {
        return house.view(rollout).why();
    }

    @Test
    void theLineNamesTheDeviceAndWhatItSays() {
        waits(first(), UpdateState.ASSIGNED, MetadataWait.NOT_SERVED, WHY);

        assertThat(why()).isEqualTo("waiting for devices: 0/5 online devices confirmed; " + first() + " " + WHY);
        assertThat(seen(first()).metadataWait()).isEqualTo(MetadataWait.NOT_SERVED);
        assertThat(seen(first()).detail()).isEqualTo(WHY);
        assertThat(seen(first()).state()).isEqualTo("ASSIGNED");
    }

    @Test
    void theLineSaysThatOthersWaitToo() {
        waits(first(), UpdateState.ASSIGNED, MetadataWait.NOT_SERVED, WHY);
        waits(last(), UpdateState.ASSIGNED, MetadataWait.NOT_SERVED, WHY);

        assertThat(why()).endsWith(WHY + " (and others wait)");
    }

    @Test
    void theNewestReasonCounts() {
        waits(first(), UpdateState.ASSIGNED, MetadataWait.UNREACHABLE, "waits for signed metadata: nobody answers");
        waits(first(), UpdateState.ASSIGNED, MetadataWait.NOT_SERVED, WHY);

        assertThat(why()).endsWith(WHY).doesNotContain("nobody answers");
        assertThat(seen(first()).metadataWait()).isEqualTo(MetadataWait.NOT_SERVED);
    }

    @Test
    void aGoalThatIsAcceptedAfterAllEndsTheWait() {
        waits(first(), UpdateState.ASSIGNED, MetadataWait.REFUSED, WHY);

        waits(first(), UpdateState.ASSIGNED, null, "m 2 fp32");

        assertThat(why()).isEqualTo("waiting for devices: 0/5 online devices confirmed");
        assertThat(seen(first()).metadataWait()).isNull();
        assertThat(seen(first()).detail()).isEqualTo("m 2 fp32");
    }

    @Test
    void aDeviceThatHadBegunMayWaitAgainAndGoOnWithoutEverFallingBack() {
        waits(first(), UpdateState.FETCHING, null, "0 deltas offered");

        waits(first(), UpdateState.ASSIGNED, MetadataWait.REFUSED, WHY);
        assertThat(seen(first()).state()).isEqualTo("FETCHING");
        assertThat(why()).endsWith(WHY);

        waits(first(), UpdateState.FETCHING, null, "0 deltas offered");
        assertThat(why()).doesNotContain("signed metadata");
    }

    @Test
    void whoIsOfflineKeepsNobodyWaiting() {
        waits(first(), UpdateState.ASSIGNED, MetadataWait.NOT_SERVED, WHY);

        house.fleet.online(first(), false);
        house.tick();

        assertThat(why()).doesNotContain("signed metadata");
    }

    @Test
    void theTimeInAStateGoesOnCountingWhileADeviceWaits() {
        var before = seen(first()).updatedAt();

        house.tick(Duration.ofSeconds(30));
        waits(first(), UpdateState.ASSIGNED, MetadataWait.NOT_SERVED, WHY);

        assertThat(seen(first()).updatedAt()).isEqualTo(before);
    }

    @Test
    void theDeadlineIsHaltedWithWhatWasWaitedFor() {
        waits(first(), UpdateState.ASSIGNED, MetadataWait.NOT_SERVED, WHY);

        house.tick(RolloutHouse.GATE.deadline().plusSeconds(1));

        assertThat(why()).startsWith("halted: no answer within ").contains(WHY);
    }

    @Test
    void aDeviceThatIsSentBackMayWaitForMetadataAsWell() {
        house.aimedAt("2").forEach(house::obey);
        house.rollouts.rollback(rollout, BECAUSE);
        var device = house.aimedAt("1").getFirst();

        waits(device, UpdateState.ASSIGNED, MetadataWait.REFUSED, WHY);
        assertThat(why()).contains("still waiting for").endsWith("; " + device + " " + WHY);

        waits(device, UpdateState.ASSIGNED, null, "m 1 fp32");
        assertThat(why()).doesNotContain("signed metadata");
    }

    @Test
    void anEndIsNoWaitAnyMore() {
        waits(first(), UpdateState.ASSIGNED, MetadataWait.NOT_SERVED, WHY);
        waits(first(), UpdateState.FAILED, null, "given up");

        assertThat(why()).doesNotContain("signed metadata");
        assertThat(seen(first()).metadataWait()).isNull();
    }
}
