package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.Plans.HALF;
import static io.modelferry.control.rollout.Plans.options;
import static io.modelferry.control.rollout.Plans.pace;
import static io.modelferry.control.rollout.Plans.plan;
import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.rollout.plan.Budget;
import io.modelferry.control.rollout.plan.Clearance;
import io.modelferry.control.rollout.plan.Pace;
import io.modelferry.control.rollout.plan.Pacing;
import io.modelferry.control.rollout.plan.Reach;
import io.modelferry.control.rollout.plan.Retry;
import io.modelferry.control.rollout.plan.Slots;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateState;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How fast a plan goes, and what becomes of devices that are slow or fail. */
final class PacedRolloutTest {

    private final RolloutHouse house = Plans.twentyOnVersionOne();

    @Test
    void pacingGivesTheVersionToSoManyAMinuteAndSaysWhenTheNextFollows() {
        var id = house.started(house.everybody(
                "2",
                options(Reach.EVERYBODY, pace(new Pacing(4, 1, 4), null, null, Slots.NO_DEADLINE), Clearance.DEFAULT)));
        house.tick();
        assertThat(house.aimedAt("2")).hasSize(1);
        assertThat(house.view(id).why()).contains("1 of 20").contains("paced: the next device at");

        for (var minute = 0; minute < 3; minute++) {
            for (var quarter = 0; quarter < 4; quarter++) {
                house.tick(Duration.ofSeconds(15));
            }
        }

        assertThat(house.aimedAt("2")).hasSize(13);
    }

    @Test
    void theBytesOfAnHourAreNotExceeded() {
        var budget = new Budget(5 * 1000L, null);
        var id = house.started(house.everybody(
                "2", options(Reach.EVERYBODY, pace(null, budget, null, Slots.NO_DEADLINE), Clearance.DEFAULT)));
        house.tick();
        assertThat(house.aimedAt("2")).hasSize(5);
        assertThat(house.view(id).why()).contains("the hour's bytes are spent");

        house.tick(Duration.ofHours(1));
        assertThat(house.aimedAt("2")).hasSize(10);
    }

    @Test
    void aSlotThatExpiresHoldsUpNobody() {
        var slots = new Slots(Map.of(UpdateState.ASSIGNED, Duration.ofMinutes(5)));
        var id = house.started(plan(options(Reach.EVERYBODY, pace(null, null, null, slots), Clearance.DEFAULT), HALF));
        house.tick();
        var treated = house.aimedAt("2");
        treated.subList(1, treated.size()).forEach(house::obey);
        house.tick();
        assertThat(house.view(id).why()).contains("waiting for devices");

        house.tick(Duration.ofMinutes(6));

        assertThat(house.view(id).counts().expired()).isEqualTo(1);
        assertThat(house.view(id).state()).isEqualTo(RolloutState.FINISHED);
    }

    @Test
    void aFailureThatPassesIsTriedAgainAsOftenAsThePlanSaysAndRetryAsksAnew() {
        var once = new Retry(Map.of(FailureCode.Remedy.RETRY, new Retry.Attempts(1, Duration.ZERO, Duration.ZERO)));
        var pace = new Pace(null, null, null, Slots.NO_DEADLINE, once);
        var id = house.started(plan(options(Reach.EVERYBODY, pace, Clearance.DEFAULT), HALF));
        house.tick();
        var device = house.aimedAt("2").getFirst();
        house.refuse(device, FailureCode.NETWORK);
        assertThat(house.view(id).counts().failed()).isEqualTo(1);

        house.rollouts.retry(id, BECAUSE);
        house.tick();

        assertThat(house.view(id).counts().failed()).isZero();
        assertThat(house.aim(device).retry()).isTrue();
    }
}
