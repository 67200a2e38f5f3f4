package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static io.modelferry.control.rollout.RolloutHouse.GATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.fleet.DeviceReported.Kind;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.goal.DeltaOffer;
import io.modelferry.protocol.goal.Probation;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Devices that come when everything runs already, and goals that grow old. */
final class NewcomersTest {

    private static final DeviceId LATE = new DeviceId("late-one");

    private final RolloutHouse house = RolloutHouse.empty();

    @BeforeEach
    void aFleetOnVersionOne() {
        house.enrol(10);
        house.firstVersion();
        house.catalogue.publish("2");
    }

    @Test
    void getWhatTheModelsLineHas() {
        house.fleet.enrol(LATE.value(), "standard", false);
        house.reported(LATE, Kind.ENROLLED);
        house.tick();

        var aim = house.aim(LATE);
        assertThat(aim.version().value()).isEqualTo("1");
        assertThat(aim.rollout()).isEqualTo("none");
        assertThat(aim.deltas()).isEmpty();
        assertThat(aim.probation()).isEqualTo(Probation.DEFAULT);
        assertThat(house.post.mailboxes.get(LATE).enclosures())
                .containsExactlyInAnyOrder(FakeCatalogue.digest("1"), FakeCatalogue.ACCEPTANCE);
    }

    @Test
    void getNothingTwice() {
        house.fleet.enrol(LATE.value(), "standard", false);
        house.reported(LATE, Kind.ENROLLED);
        house.tick();
        house.reported(LATE, Kind.ONLINE);
        house.reported(LATE, Kind.RUNNING_CHANGED);
        house.tick();

        assertThat(house.post.sent).hasSize(1);
    }

    @Test
    void ofAnUnknownClassGetNoGoal() {
        house.fleet.enrol(LATE.value(), "unheard-of", false);
        house.reported(LATE, Kind.ENROLLED);
        house.tick();

        assertThat(house.post.sent).isEmpty();
    }

    @Test
    void doNotGetAVersionThatWasStoppedHalfway() {
        var id = house.started(house.plan("2", GATE, false, StagePlan.percent("half", 50, Duration.ofSeconds(5))));
        house.tick();
        house.rollouts.stop(id, BECAUSE);
        house.fleet.enrol(LATE.value(), "standard", false);
        house.reported(LATE, Kind.ENROLLED);
        house.tick();

        assertThat(house.aim(LATE).version().value()).isEqualTo("1");
    }

    @Test
    void goOnCountingWhereAWipedControlPlaneForgot() {
        house.fleet.enrol(LATE.value(), "standard", false);
        house.fleet.runs(LATE, FakeCatalogue.MODEL, FakeCatalogue.digest("2"), 41);
        house.reported(LATE, Kind.ONLINE);
        house.tick();

        assertThat(house.goal(LATE).generation()).isEqualTo(42);
        assertThat(house.aim(LATE).deltas())
                .containsExactly(new DeltaOffer(FakeCatalogue.digest("2"), FakeDeltas.between("2", "1"), 1000));
    }

    @Test
    void leaveNothingBehindWhenTheyAreDecommissioned() {
        house.fleet.enrol(LATE.value(), "standard", false);
        house.reported(LATE, Kind.ENROLLED);
        house.tick();
        house.reported(LATE, Kind.DECOMMISSIONED);

        assertThat(house.bean(GoalRows.class).aimsOf(java.util.List.of(LATE))).isEmpty();
    }

    @Test
    void goalsAreWrittenAnewWhenHalfTheirTimeIsOver() {
        var device = house.fleet.all().getFirst().id();
        var before = house.goal(device);

        house.tick(Duration.ofDays(3));
        assertThat(house.goal(device)).isEqualTo(before);

        house.tick(Duration.ofDays(1));
        var renewed = house.goal(device);
        assertThat(renewed.generation()).isEqualTo(before.generation() + 1);
        assertThat(renewed.notAfter()).isEqualTo(house.clock.instant().plus(Duration.ofDays(7)));
        assertThat(renewed.models()).isEqualTo(before.models());
        assertThat(renewed.targetsVersion()).isEqualTo(7);
        assertThat(house.post.sent).hasSize(10);
    }
}
