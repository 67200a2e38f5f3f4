package io.modelferry.control.rollout.plan;

import java.util.List;

/**
 * What a plan may say beyond its stages.
 *
 * @param gates rules beside, or instead of, those of the short form {@link Gate}
 */
public record PlanOptions(List<GateRule> gates, Reach reach, Pace pace, Clearance clearance) {

    public static final PlanOptions DEFAULT =
            new PlanOptions(List.of(), Reach.EVERYBODY, Pace.AT_ONCE, Clearance.DEFAULT);

    public PlanOptions {
        gates = List.copyOf(gates);
    }
}
