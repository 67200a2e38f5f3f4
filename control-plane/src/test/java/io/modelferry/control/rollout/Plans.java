package io.modelferry.control.rollout;

import static io.modelferry.control.rollout.RolloutHouse.GATE;

import io.modelferry.control.fleet.Window;
import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.control.rollout.plan.Budget;
import io.modelferry.control.rollout.plan.Clearance;
import io.modelferry.control.rollout.plan.Pace;
import io.modelferry.control.rollout.plan.Pacing;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.control.rollout.plan.Reach;
import io.modelferry.control.rollout.plan.Retry;
import io.modelferry.control.rollout.plan.Slots;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.Probation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans of version 2 for a fleet of twenty that runs version 1. */
final class Plans {

    static final StagePlan ALL = StagePlan.percent("all", 100, Duration.ZERO);
    static final StagePlan HALF = StagePlan.percent("half", 50, Duration.ZERO);

    private Plans() {}

    /** Twenty devices on version 1, and version 2 published. */
    static RolloutHouse twentyOnVersionOne() {
        var house = RolloutHouse.empty();
        house.enrol(20);
        house.firstVersion();
        house.catalogue.publish("2");
        return house;
    }

    /** To 10 %, to 50 %, to everybody; each stage soaks for five seconds. */
    static NewRollout staged(RolloutHouse house, String version) {
        return house.plan(
                version,
                GATE,
                false,
                StagePlan.percent("10%", 10, Duration.ofSeconds(5)),
                StagePlan.percent("50%", 50, Duration.ofSeconds(5)),
                StagePlan.percent("all", 100, Duration.ZERO));
    }

    static Pace pace(@Nullable Pacing pacing, @Nullable Budget budget, @Nullable Window window, Slots slots) {
        return new Pace(pacing, budget, window, slots, Retry.DEFAULT);
    }

    static PlanOptions options(Reach reach, Pace pace, Clearance clearance) {
        return new PlanOptions(List.of(), reach, pace, clearance);
    }

    static NewRollout plan(PlanOptions options, StagePlan... stages) {
        return new NewRollout(
                FakeCatalogue.MODEL,
                new VersionName("2"),
                List.of(stages),
                GATE,
                Probation.DEFAULT,
                null,
                false,
                options);
    }
}
