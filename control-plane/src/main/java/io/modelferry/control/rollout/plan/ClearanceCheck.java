package io.modelferry.control.rollout.plan;

import java.util.HashSet;
import java.util.regex.Pattern;

/** Refuses weights without a scale, rollouts that end themselves, and approvals of nobody. */
final class ClearanceCheck {

    private static final Pattern ROLLOUT = Pattern.compile("r[1-9][0-9]{0,17}");
    private static final int MOST = 20;

    private ClearanceCheck() {}

    static void check(RolloutPlan plan) {
        var clearance = plan.clearance();
        Require.that(
                clearance.weight() >= 0 && clearance.weight() <= Clearance.HEAVIEST,
                "bad-weight",
                "weight",
                "must lie between 0 and " + Clearance.HEAVIEST + ".");
        Require.that(
                clearance.approval().above() == null || clearance.approval().above() >= 0,
                "bad-approval",
                "approval.above",
                "must not be negative.");
        Require.that(
                clearance.supersedes().size() <= MOST,
                "bad-supersedes",
                "supersedes",
                "at most " + MOST + " rollouts.");
        var seen = new HashSet<String>();
        for (var i = 0; i < clearance.supersedes().size(); i++) {
            var id = clearance.supersedes().get(i);
            Require.that(
                    ROLLOUT.matcher(id).matches() && seen.add(id),
                    "bad-supersedes",
                    "supersedes[" + i + "]",
                    "ids of other rollouts, each once, for example r17.");
        }
    }
}
