package io.modelferry.gallery;

import io.modelferry.control.fleet.WindowWords;
import io.modelferry.control.rollout.RolloutView;
import io.modelferry.control.rollout.gate.GateStanding;
import io.modelferry.control.rollout.plan.PlanOptions;
import java.util.List;

/** What the invented rollouts say of their plans: gates of each tone, nobody asked yet, and a plan's options in a line. */
final class StoryPlans {

    static final List<GateStanding> GATES = List.of(
            new GateStanding("success-share", "PASSED", "24/26 online devices confirmed", null, null),
            new GateStanding("error-rate", "CANNOT_TELL", Story.HOSTILE, null, null),
            new GateStanding("manual-approval", "WAITING", "a person is asked", null, null));

    static final RolloutView.Counts NOBODY =
            new RolloutView.Counts(63, 63, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private StoryPlans() {}

    static String said(PlanOptions options) {
        var pacing = options.pace().pacing();
        var window = options.pace().window();
        return (pacing == null
                        ? ""
                        : " " + options.reach().target() + " " + options.reach().holdOut() + " "
                                + pacing.devicesPerMinute() + " "
                                + options.clearance().startAt())
                + (window == null ? "" : " within " + WindowWords.write(window));
    }
}
