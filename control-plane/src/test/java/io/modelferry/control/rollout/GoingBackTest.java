package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.Plans.staged;
import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static io.modelferry.control.rollout.RolloutHouse.GATE;
import static io.modelferry.control.rollout.RolloutHouse.PASSED;
import static io.modelferry.control.rollout.RolloutHouse.UNCLEAR;
import static io.modelferry.control.rollout.RolloutHouse.WORSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rollouts that go back, halt or stop, by themselves or because somebody says so. */
final class GoingBackTest {

    private final RolloutHouse house = Plans.twentyOnVersionOne();

    @BeforeEach
    void publishTheWorseOne() {
        house.catalogue.publish("3");
    }

    @Test
    void goesBackByItselfWhenItIsWorse() {
        var id = house.started(staged(house, "3"));
        house.tick();
        var treated = house.aimedAt("3");
        treated.forEach(house::obey);

        house.settings.judgement = WORSE;
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.ROLLING_BACK);
        assertThat(house.view(id).why()).contains("worse");
        assertThat(house.aimedAt("1")).hasSize(20);
        for (var device : treated) {
            assertThat(house.aim(device).digest()).isEqualTo(FakeCatalogue.digest("1"));
            assertThat(house.goal(device).generation()).isEqualTo(3);
            assertThat(house.aim(device).deltas())
                    .as("the old file is kept: no bytes")
                    .isEmpty();
        }

        treated.forEach(device -> house.fleet.runs(device, FakeCatalogue.MODEL, FakeCatalogue.digest("1"), 3));
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.ROLLED_BACK);
        assertThat(house.view(id).counts().back()).isEqualTo(2);
        assertThat(house.rollouts.timeline(id, 100))
                .extracting(TimelineEntry::kind)
                .contains("CREATED", "START", "STAGE_OPENED", "STAGE_SETTLED", "GO_BACK", "ARRIVE_BACK");
    }

    @Test
    void doesNotWaitForOfflineDevicesToComeBackAndCountsThem() {
        var id = house.started(staged(house, "3"));
        house.tick();
        var treated = house.aimedAt("3");
        treated.forEach(house::obey);
        house.fleet.online(treated.getFirst(), false);
        house.settings.judgement = WORSE;
        house.tick();
        house.fleet.runs(treated.getLast(), FakeCatalogue.MODEL, FakeCatalogue.digest("1"), 3);
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.ROLLED_BACK);
        assertThat(house.view(id).why()).contains("1 offline follow on return");
        assertThat(house.view(id).counts().goingBack()).isEqualTo(1);

        assertThat(house.aim(treated.getFirst()).digest()).isEqualTo(FakeCatalogue.digest("1"));
        house.fleet.online(treated.getFirst(), true);
        house.fleet.runs(treated.getFirst(), FakeCatalogue.MODEL, FakeCatalogue.digest("1"), 3);

        assertThat(house.view(id).counts().back()).isEqualTo(2);
        assertThat(house.view(id).counts().goingBack()).isZero();
    }

    @Test
    void goesBackWhenTooManyDevicesRefuse() {
        var id = house.started(staged(house, "3"));
        house.tick();
        house.aimedAt("3").forEach(device -> house.refuse(device, FailureCode.ACCEPTANCE_FAILED));
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.ROLLING_BACK);
        assertThat(house.view(id).why()).contains("2 of 2 devices with a verdict failed");
    }

    @Test
    void namesTheDevicesInOneStateAPageAtATime() {
        var id = house.started(house.plan("3", GATE, false, StagePlan.percent("half", 50, Duration.ZERO)));
        house.tick();
        var treated = house.aimedAt("3");
        var failed = treated.subList(2, 5);
        failed.forEach(device -> house.refuse(device, FailureCode.ACCEPTANCE_FAILED));

        var first = house.rollouts.devices(id, DeviceStanding.of("failed,rolled_back"), "", 2);
        var rest = house.rollouts.devices(
                id, DeviceStanding.TROUBLED, first.getLast().device().value(), 2);

        assertThat(Stream.concat(first.stream(), rest.stream()).map(RolloutDevice::device))
                .containsExactlyElementsOf(failed);
        assertThat(house.rollouts.devices(id, DeviceStanding.of("waiting"), "", 100))
                .hasSize(treated.size() - 3);
        assertThatThrownBy(() -> DeviceStanding.of("FAILED,broken"))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("bad-state"))
                .hasMessageContaining("'broken' is none; there are WAITING, ASSIGNED");
    }

    @Test
    void takesAFailureThatPassesForNoVerdict() {
        var id = house.started(staged(house, "2"));
        house.tick();
        house.aimedAt("2").forEach(device -> house.refuse(device, FailureCode.NETWORK));
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.RUNNING);
        assertThat(house.view(id).counts().retrying()).isEqualTo(2);
    }

    @Test
    void haltsAtTheDeadlineWhenItCannotTellAndGoesOnWhenTold() {
        var id = house.started(staged(house, "2"));
        house.settings.judgement = UNCLEAR;
        house.tick();
        house.aimedAt("2").forEach(house::obey);
        house.tick();
        assertThat(house.view(id).why()).isEqualTo("cannot tell: 14 of 50 labelled samples in control");

        house.tick(GATE.deadline());

        assertThat(house.view(id).state()).isEqualTo(RolloutState.PAUSED);
        assertThat(house.view(id).why())
                .isEqualTo("halted: no answer within 15 min: cannot tell: 14 of 50 labelled samples in control");

        house.settings.judgement = PASSED;
        house.rollouts.resume(id, BECAUSE);
        house.tick(Duration.ofSeconds(5));

        assertThat(house.view(id).stage()).isEqualTo(1);
    }

    @Test
    void holdsAnAbCohortAndStillGoesBackWhenItTurnsOutWorse() {
        var id = house.started(house.plan("3", GATE, true, StagePlan.percent("half", 50, Duration.ZERO)));
        house.tick();
        house.aimedAt("3").forEach(house::obey);
        house.tick();
        house.tick(Duration.ofHours(5));

        assertThat(house.view(id).state()).isEqualTo(RolloutState.RUNNING);
        assertThat(house.view(id).why()).startsWith("held for comparison");

        house.settings.judgement = WORSE;
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.ROLLING_BACK);
    }

    @Test
    void stopsWhereItIsAndCanStillBeTakenBack() {
        var id = house.started(staged(house, "2"));
        house.tick();
        house.aimedAt("2").forEach(house::obey);
        house.rollouts.stop(id, BECAUSE);
        house.tick();
        assertThat(house.aimedAt("2")).hasSize(2);
        assertThat(house.view(id).state()).isEqualTo(RolloutState.STOPPED);

        house.rollouts.rollback(id, BECAUSE);

        assertThat(house.aimedAt("2")).isEmpty();
        assertThat(house.settings.audit).contains("rollout.stopped " + id, "rollout.rolled-back " + id);
    }

    @Test
    void countsWhatGoingBackCost() {
        var id = house.started(staged(house, "3"));
        house.tick();
        var device = house.aimedAt("3").getFirst();
        house.obey(device);
        house.rollouts.rollback(id, BECAUSE);
        house.comesBack(device, new Transfer(0, 77, false));

        assertThat(house.view(id).bytes().backBytes()).isEqualTo(77);
        assertThat(house.view(id).bytes().fullBytes()).isZero();
    }
}
