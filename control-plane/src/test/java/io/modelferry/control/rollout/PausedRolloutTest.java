package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.Plans.staged;
import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static io.modelferry.control.rollout.RolloutHouse.GATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.rollout.plan.StagePlan;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a pause holds, and what it does not. */
final class PausedRolloutTest {

    private final RolloutHouse house = Plans.twentyOnVersionOne();

    @Test
    void givesNobodyANewVersionWhilePaused() {
        var id = house.started(staged(house, "2"));
        house.rollouts.pause(id, BECAUSE);
        house.tick();

        assertThat(house.aimedAt("2")).isEmpty();
        assertThat(house.view(id).why()).isEqualTo("paused by system: because of the test");
    }

    @Test
    void holdsDevicesOnTheirWayWhilePausedAndLetsThoseGoOnThatAnswerAlready() {
        var id = house.started(house.plan("2", GATE, false, StagePlan.percent("half", 50, Duration.ZERO)));
        house.tick();
        var treated = house.aimedAt("2");
        house.obey(treated.getFirst());

        house.rollouts.pause(id, BECAUSE);
        house.tick();

        assertThat(house.aim(treated.getFirst()).isPaused()).isFalse();
        assertThat(treated.subList(1, 10)).allMatch(device -> house.aim(device).isPaused());

        house.rollouts.resume(id, BECAUSE);
        house.tick();

        assertThat(treated).noneMatch(device -> house.aim(device).isPaused());
    }

    @Test
    void takesDevicesBackOutOfAPauseWithGoalsThatHoldNobody() {
        var id = house.started(house.plan("2", GATE, false, StagePlan.percent("half", 50, Duration.ZERO)));
        house.tick();
        var treated = house.aimedAt("2");

        house.rollouts.pause(id, BECAUSE);
        house.tick();
        house.rollouts.rollback(id, BECAUSE);
        house.tick();

        assertThat(treated).isNotEmpty().allSatisfy(device -> {
            assertThat(house.aim(device).version().value()).isEqualTo("1");
            assertThat(house.aim(device).isPaused()).isFalse();
        });
    }
}
