package io.modelferry.control.rollout.plan;

import java.time.Duration;

/** Refuses plans that could never run or never be judged. Asks nobody: what depends on the fleet is {@link Feasibility}'s. */
public final class PlanCheck {

    public static final int MAX_STAGES = StagesCheck.MAX_STAGES;
    public static final Duration LONGEST = Require.LONGEST;

    private PlanCheck() {}

    public static void check(RolloutPlan plan) {
        check(plan, FilterCheck.ANY);
    }

    /** @throws io.modelferry.control.platform.Refusal 422; its detail begins with the field */
    public static void check(RolloutPlan plan, FilterCheck filters) {
        ReachCheck.check(plan.reach(), filters);
        StagesCheck.check(plan, filters);
        GateCheck.check(plan);
        ProbationCheck.check(plan.probation());
        PaceCheck.check(plan.pace());
        ClearanceCheck.check(plan);
    }
}
