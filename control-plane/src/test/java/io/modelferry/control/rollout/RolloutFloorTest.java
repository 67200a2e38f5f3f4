package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.Plans.staged;
import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static io.modelferry.control.rollout.RolloutHouse.WORSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.floor.FloorRaised;
import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.control.rollout.plan.Approval;
import io.modelferry.control.rollout.plan.Clearance;
import io.modelferry.control.rollout.plan.Pace;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.control.rollout.plan.Reach;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody is sent below the floor, where devices refuse to go. The fleet runs version 1 at first. */
final class RolloutFloorTest {

    private final RolloutHouse house = Plans.twentyOnVersionOne();

    @BeforeEach
    void publish() {
        house.catalogue.publish("3");
    }

    @Test
    void aVersionBelowItIsRefusedInThePlanToo() {
        raise(3);

        assertRefused(() -> house.rollouts.create(staged(house, "2")), "below-floor", "version");
        assertRefused(() -> house.bean(Planning.class).forecast(staged(house, "2")), "below-floor", "version");
    }

    @Test
    void aRolloutWhoseWayBackLeadsBelowItIsRefusedUnlessItSaysSo() {
        raise(2);

        assertRefused(() -> house.rollouts.create(staged(house, "2")), "way-back-below-floor", "noWayBack");
        assertThat(house.bean(Planning.class).forecast(staged(house, "2")).conflicts())
                .singleElement()
                .asString()
                .contains("the version before, 1, lies below the floor of meter-reader, which is 2", "--no-way-back");
        assertThat(house.bean(Planning.class).forecast(withoutWayBack("2")).conflicts())
                .isEmpty();
        assertThat(house.rollouts.create(withoutWayBack("2")).previousVersion()).isEqualTo(new VersionName("1"));
    }

    @Test
    void whatIsWorseHaltsWhereItsWayBackFellBelowItMeanwhile() {
        var id = house.started(staged(house, "2"));
        house.tick();
        var treated = house.aimedAt("2");
        treated.forEach(house::obey);
        raise(2);

        house.settings.judgement = WORSE;
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.PAUSED);
        assertThat(house.view(id).why())
                .startsWith("halted: ")
                .contains("worse", "the version before, 1, lies below the floor of meter-reader, which is 2");
        assertThat(house.aimedAt("2")).containsExactlyElementsOf(treated);
        assertRefused(() -> house.rollouts.rollback(id, BECAUSE), "way-back-below-floor", "rollout");
    }

    @Test
    void aWayBackThatIsCutOffHaltsAndSendsNobodyAnyMore() {
        var id = house.started(staged(house, "2"));
        house.tick();
        house.aimedAt("2").forEach(house::obey);
        house.settings.judgement = WORSE;
        house.tick();
        assertThat(house.view(id).state()).isEqualTo(RolloutState.ROLLING_BACK);

        raise(2);
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.PAUSED);
        assertThat(house.view(id).why()).contains("nobody goes back any more", "below the floor");
        house.rollouts.stop(id, BECAUSE);
        assertThat(house.view(id).state()).isEqualTo(RolloutState.STOPPED);
    }

    @Test
    void aRolloutWhoseVersionFellBelowItHaltsAndGivesItToNobodyMore() {
        var id = house.started(staged(house, "2"));
        house.tick();
        var given = house.aimedAt("2");
        given.forEach(house::obey);
        raise(3);

        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.PAUSED);
        assertThat(house.view(id).why()).contains("version 2 lies below the floor of meter-reader, which is 3 now");
        assertThat(house.aimedAt("2")).containsExactlyElementsOf(given);
        assertRefused(() -> house.rollouts.triggerNext(id, BECAUSE), "below-floor", "version");
    }

    /** The line is at 2, one device missed that and still runs 1. */
    @Test
    void aDeviceThatRanWhatLiesBelowItGoesBackToWhatTheLineHas() {
        bringTwoToEverybody();
        var late = house.fleet.all().getFirst().id();
        house.fleet.runs(late, FakeCatalogue.MODEL, FakeCatalogue.digest("1"), 1);
        raise(2);
        var id = house.started(house.everybody("3"));
        house.tick();
        assertThat(house.aim(late).keep()).containsExactly(FakeCatalogue.digest("2"));

        house.rollouts.rollback(id, BECAUSE);
        house.tick();

        assertThat(house.aimedAt("2")).hasSize(20);
    }

    @Test
    void aDeviceThatWasPinnedBelowItBeforeItRoseIsSentToWhatTheLineHas() {
        bringTwoToEverybody();
        var late = house.fleet.all().getFirst().id();
        house.fleet.runs(late, FakeCatalogue.MODEL, FakeCatalogue.digest("1"), 1);
        var id = house.started(house.everybody("3"));
        house.tick();
        assertThat(house.aim(late).keep()).containsExactly(FakeCatalogue.digest("1"));
        house.obey(late);
        house.rollouts.rollback(id, BECAUSE);
        house.tick();
        assertThat(house.aimedAt("1")).containsExactly(late);

        raise(2);
        house.tick();

        assertThat(house.aimedAt("2")).hasSize(20);
        house.fleet.runs(
                late,
                FakeCatalogue.MODEL,
                FakeCatalogue.digest("2"),
                house.goal(late).generation());
        house.tick();
        assertThat(house.view(id).state()).isEqualTo(RolloutState.ROLLED_BACK);
        assertThat(house.view(id).counts().back()).isEqualTo(20);
    }

    @Test
    void aRecallMovesNobodyBelowIt() {
        var id = house.started(staged(house, "2"));
        house.tick();
        var treated = house.aimedAt("2");
        raise(2);

        house.inTransaction(() -> house.bean(Recalled.class)
                .recalled(
                        FakeCatalogue.MODEL,
                        new VersionName("2"),
                        Set.of(FakeCatalogue.digest("2")),
                        "it lies",
                        "kim"));
        house.tick();

        assertThat(house.view(id).state()).isEqualTo(RolloutState.STOPPED);
        assertThat(house.view(id).why()).contains("it lies", "lies below the floor");
        assertThat(house.aimedAt("2")).containsExactlyElementsOf(treated);
    }

    @Test
    void aRecallOfWhatEverybodyRunsSaysThatThereIsNoWayBack() {
        var id = bringTwoToEverybody();
        raise(2);

        house.inTransaction(() -> house.bean(Recalled.class)
                .recalled(
                        FakeCatalogue.MODEL,
                        new VersionName("2"),
                        Set.of(FakeCatalogue.digest("2")),
                        "it lies",
                        "kim"));

        assertThat(house.rollouts.timeline(id, 100))
                .last()
                .satisfies(entry -> assertThat(entry.kind()).isEqualTo("NO_WAY_BACK"));
        assertThat(house.rollouts.current(FakeCatalogue.MODEL)).contains(new VersionName("2"));
    }

    @Test
    void aNewDeviceGetsNothingFromALineThatLiesBelowIt() {
        raise(2);

        house.inTransaction(() -> house.fleet.enrol("cam-new", "standard", false));
        house.tick();

        assertThat(house.post.mailboxes).doesNotContainKey(new DeviceId("cam-new"));
    }

    private RolloutId bringTwoToEverybody() {
        var id = house.started(house.everybody("2"));
        house.tick();
        house.fleet.all().forEach(device -> house.obey(device.id()));
        house.tick();
        assertThat(house.view(id).state()).isEqualTo(RolloutState.FINISHED);
        return id;
    }

    /** As the registry does: whoever listens hears of it in the transaction of the raise. */
    private void raise(int floor) {
        house.bean(FakeFloors.class).raise(floor);
        house.publish(new FloorRaised(
                FakeCatalogue.MODEL, new VersionName(Integer.toString(floor)), "a hole", "ada", Instant.EPOCH));
    }

    private NewRollout withoutWayBack(String version) {
        var clearance = new Clearance(null, Approval.BY_SIZE, Clearance.DEFAULT_WEIGHT, List.of(), false, true);
        return house.everybody(version, new PlanOptions(List.of(), Reach.EVERYBODY, Pace.AT_ONCE, clearance));
    }

    private static void assertRefused(ThrowingCallable call, String code, String field) {
        var refusal = catchThrowableOfType(Refusal.class, call);
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.field()).isEqualTo(field);
    }
}
