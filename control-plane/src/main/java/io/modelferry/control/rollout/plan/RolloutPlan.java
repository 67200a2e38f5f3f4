package io.modelferry.control.rollout.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.Probation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout will do; never changed after it was created.
 *
 * @param gate the short form, and the deadline of every stage
 * @param delivery how bytes may come; null is "at once, whatever it takes"
 * @param hold the last stage is kept as it is and judged on: an A/B cohort
 * @param options null in rows of the first release
 */
public record RolloutPlan(
        List<StagePlan> stages,
        Gate gate,
        Probation probation,
        @Nullable DeliveryPolicy delivery,
        boolean hold,
        @Nullable PlanOptions options) {

    @JsonCreator
    public RolloutPlan {
        stages = List.copyOf(stages);
        options = options == null ? PlanOptions.DEFAULT : options;
    }

    public RolloutPlan(
            List<StagePlan> stages, Gate gate, Probation probation, @Nullable DeliveryPolicy delivery, boolean hold) {
        this(stages, gate, probation, delivery, hold, null);
    }

    @Override
    public PlanOptions options() {
        return options == null ? PlanOptions.DEFAULT : options;
    }

    public Terms terms() {
        return new Terms(probation, delivery == null ? DeliveryPolicy.DEFAULT : delivery);
    }

    public boolean last(int stage) {
        return stage == stages.size() - 1;
    }

    public Reach reach() {
        return options().reach();
    }

    public Pace pace() {
        return options().pace();
    }

    public Clearance clearance() {
        return options().clearance();
    }

    /** @throws Refusal 422 {@code gate-required} if some stage asks nothing of the model itself */
    public void requireJudgement(VersionName previous) {
        for (var stage = 0; stage < stages.size(); stage++) {
            if (!GateRules.judgeTheModel(rules(stage))) {
                throw Require.refusal(
                        "gate-required",
                        "gate.maxAccuracyDrop",
                        "required, because version " + previous
                                + " is there to be compared with; or one of gates that judges the model.");
            }
        }
    }

    /** What a stage is held to: the short form, over it the plan's list, over that the stage's. */
    public List<GateRule> rules(int stage) {
        var planned = GateRules.over(GateRules.of(gate), options().gates());
        return GateRules.over(planned, stages.get(stage).gates());
    }
}
