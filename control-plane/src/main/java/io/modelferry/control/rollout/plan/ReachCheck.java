package io.modelferry.control.rollout.plan;

/** Refuses targets that cannot be read and hold-outs that leave nobody. */
final class ReachCheck {

    private ReachCheck() {}

    static void check(Reach reach, FilterCheck filters) {
        if (!reach.target().isEmpty()) {
            filters.require("target", reach.target());
        }
        Require.that(
                reach.holdOut() >= 0 && reach.holdOut() < 100,
                "bad-hold-out",
                "holdOut",
                "percent, from 0 up to below 100.");
    }
}
