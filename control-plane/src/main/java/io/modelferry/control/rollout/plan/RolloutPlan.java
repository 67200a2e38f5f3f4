package io.modelferry.control.rollout.plan;

import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.Probation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout will do; never changed after it was created.
 *
 * @param delivery how bytes may come; null is "at once, whatever it takes"
 * @param hold the last stage is kept as it is and judged on: an A/B cohort
 */
public record RolloutPlan(
        List<StagePlan> stages,
        Gate gate,
        Probation probation,
        @Nullable DeliveryPolicy delivery,
        boolean hold) {

    public RolloutPlan {
        stages = List.copyOf(stages);
    }

    public Terms terms() {
        return new Terms(probation, delivery == null ? DeliveryPolicy.DEFAULT : delivery);
    }

    public boolean last(int stage) {
        return stage == stages.size() - 1;
    }
}
