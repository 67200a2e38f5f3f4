package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.Plans.HALF;
import static io.modelferry.control.rollout.Plans.options;
import static io.modelferry.control.rollout.Plans.plan;
import static io.modelferry.control.rollout.RolloutHouse.BECAUSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.gate.GateStanding;
import io.modelferry.control.rollout.plan.Approval;
import io.modelferry.control.rollout.plan.Clearance;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.OnFailure;
import io.modelferry.control.rollout.plan.Pace;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.control.rollout.plan.Reach;
import io.modelferry.control.rollout.plan.StagePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What waits for a person, an hour or another rollout. */
final class ApprovedRolloutTest {

    private final RolloutHouse house = Plans.twentyOnVersionOne();

    @Test
    void whatNeedsApprovalIsNotStartedByOneHandAlone() {
        var needed = new Clearance(null, new Approval(true, null), 500, List.of(), false);
        var id = house.rollouts
                .create(house.everybody("2", options(Reach.EVERYBODY, Pace.AT_ONCE, needed)))
                .id();
        assertThat(house.view(id).state()).isEqualTo(RolloutState.AWAITING_APPROVAL);

        assertThatThrownBy(() -> house.rollouts.start(id, BECAUSE)).hasMessageContaining("AWAITING_APPROVAL");
        assertThatThrownBy(() -> house.rollouts.approve(id, BECAUSE)).hasMessageContaining("somebody else");

        house.rollouts.deny(id, BECAUSE);
        assertThat(house.view(id).state()).isEqualTo(RolloutState.DENIED);
    }

    @Test
    void onePersonIsOneWhateverTheyComeWith() {
        house.settings.behind.put("token:ci", Set.of("kim"));
        house.settings.behind.put("token:second", Set.of("kim", "ada"));
        house.settings.behind.put("token:other", Set.of("ben"));
        var needed = new Clearance(null, new Approval(true, null), 500, List.of(), false);
        var made = new ArrayList<RolloutId>();
        house.as(
                "token:ci",
                () -> made.add(house.rollouts
                        .create(house.everybody("2", options(Reach.EVERYBODY, Pace.AT_ONCE, needed)))
                        .id()));
        var id = made.getFirst();

        for (var same : List.of("token:ci", "token:second", "kim")) {
            house.as(
                    same,
                    () -> assertThatThrownBy(() -> house.rollouts.approve(id, BECAUSE))
                            .isInstanceOfSatisfying(
                                    Refusal.class,
                                    refusal -> assertThat(refusal.code()).isEqualTo("four-eyes")));
        }
        assertThat(house.view(id).state()).isEqualTo(RolloutState.AWAITING_APPROVAL);

        house.as("token:other", () -> house.rollouts.approve(id, BECAUSE));
        assertThat(house.view(id).state()).isEqualTo(RolloutState.READY);
    }

    @Test
    void aStageIsNotTheirsToApproveEitherWhoComeWithASecondToken() {
        house.settings.behind.put("token:second", Set.of("system"));
        var asks = new PlanOptions(
                List.of(new GateRule.ManualApproval(OnFailure.STOP)), Reach.EVERYBODY, Pace.AT_ONCE, Clearance.DEFAULT);
        var id = house.started(plan(asks, HALF));
        house.tick();
        house.aimedAt("2").forEach(house::obey);
        house.tick();

        house.as(
                "token:second",
                () -> assertThatThrownBy(() -> house.rollouts.approve(id, BECAUSE))
                        .hasMessageContaining("behind token:second as behind system is system"));
    }

    @Test
    void aStageThatAsksAPersonWaitsForTheirWord() {
        var asks = new PlanOptions(
                List.of(new GateRule.ManualApproval(OnFailure.STOP)), Reach.EVERYBODY, Pace.AT_ONCE, Clearance.DEFAULT);
        var id = house.started(plan(asks, HALF));
        house.tick();
        house.aimedAt("2").forEach(house::obey);
        house.tick();
        assertThat(house.view(id).why()).contains("waiting for somebody to approve the stage");
        assertThat(house.view(id).gates()).extracting(GateStanding::gate).contains("manual-approval");

        assertThatThrownBy(() -> house.rollouts.approve(id, BECAUSE))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("four-eyes"));
        house.as("kim", () -> house.rollouts.approve(id, BECAUSE));
        house.tick();
        assertThat(house.view(id).state()).isEqualTo(RolloutState.FINISHED);
    }

    @Test
    void aFrozenFleetGivesNothingOutAndGoesBackAllTheSame() {
        var id = house.started(plan(PlanOptions.DEFAULT, HALF));
        house.rollouts.freeze(BECAUSE);
        house.tick();
        assertThat(house.aimedAt("2")).isEmpty();

        house.rollouts.thaw(BECAUSE);
        house.tick();
        house.aimedAt("2").forEach(house::obey);
        house.rollouts.freeze(BECAUSE);
        house.tick();
        assertThat(house.view(id).why()).contains("the fleet is frozen");

        house.settings.judgement = RolloutHouse.WORSE;
        house.tick();
        assertThat(house.view(id).state()).isEqualTo(RolloutState.ROLLING_BACK);
    }

    @Test
    void aStageDoesNotOpenBeforeItsTimeAndARolloutStartsByItself() {
        var at = house.clock.instant().plusSeconds(600);
        var late = new StagePlan("late", 50.0, false, Duration.ZERO, null, null, at.plusSeconds(600), null);
        var id = house.rollouts
                .create(plan(
                        options(
                                Reach.EVERYBODY,
                                Pace.AT_ONCE,
                                new Clearance(at, Approval.BY_SIZE, 500, List.of(), false)),
                        late))
                .id();
        house.tick();
        assertThat(house.view(id).state()).isEqualTo(RolloutState.READY);
        assertThat(house.view(id).why()).contains("starts by itself at");

        house.tick(Duration.ofSeconds(601));
        assertThat(house.view(id).state()).isEqualTo(RolloutState.RUNNING);
        assertThat(house.aimedAt("2")).isEmpty();
        assertThat(house.view(id).why()).contains("opens at");

        house.tick(Duration.ofSeconds(601));
        assertThat(house.aimedAt("2")).hasSize(10);
    }

    @Test
    void aNewPlanTakesTheLineFromTheOneItNames() {
        var old = house.started(plan(PlanOptions.DEFAULT, HALF));
        house.catalogue.publish("3");
        var clearance = new Clearance(null, Approval.BY_SIZE, 500, List.of(old.value()), false);

        var created = house.rollouts.create(house.everybody("3", options(Reach.EVERYBODY, Pace.AT_ONCE, clearance)));

        assertThat(house.view(old).state()).isEqualTo(RolloutState.STOPPED);
        assertThat(house.view(old).why()).contains("superseded by " + created.id());
    }
}
