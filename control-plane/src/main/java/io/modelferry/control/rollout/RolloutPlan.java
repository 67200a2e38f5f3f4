package io.modelferry.control.rollout;

import io.modelferry.protocol.goal.Probation;
import java.util.List;

/**
 * What a rollout will do; never changed after it was created.
 *
 * @param hold the last stage is kept as it is and judged on: an A/B cohort
 */
record RolloutPlan(List<StagePlan> stages, Gate gate, Probation probation, boolean hold) {

    RolloutPlan {
        stages = List.copyOf(stages);
    }

    boolean last(int stage) {
        return stage == stages.size() - 1;
    }
}
