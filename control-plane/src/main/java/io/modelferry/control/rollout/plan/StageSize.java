package io.modelferry.control.rollout.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * How many devices a stage comes to.
 *
 * @param treated devices in the stage's treatment arm: all that were drawn by lot so far, or, in a lab or filter stage, all that have the
 *     version
 * @param given devices that have the version by then
 * @param control devices that do not
 */
public record StageSize(long treated, long given, long control) {

    /** By stage. Cohorts of a lot lie inside each other; what was chosen by hand is taken to lie outside. */
    public static List<StageSize> of(RolloutPlan plan, FleetFacts facts) {
        var sizes = new ArrayList<StageSize>();
        var chosen = 0L;
        var drawn = 0L;
        for (var i = 0; i < plan.stages().size(); i++) {
            var stage = plan.stages().get(i);
            var taken = facts.chosen().get(i);
            chosen += stage.drawn() ? 0 : taken;
            drawn = stage.drawn() ? Math.max(drawn, lot(stage, facts.targets())) : drawn;
            var given = Math.min(facts.targets(), drawn + chosen);
            sizes.add(new StageSize(stage.drawn() ? drawn : given, given, facts.targets() - given));
        }
        return sizes;
    }

    /** The smallest cohort that holds the share, never empty. */
    private static long lot(StagePlan stage, long targets) {
        return stage.count() != null
                ? Math.min(stage.count(), targets)
                : Math.min(targets, Math.max(1, (long) Math.ceil(targets * stage.share() / 100)));
    }
}
