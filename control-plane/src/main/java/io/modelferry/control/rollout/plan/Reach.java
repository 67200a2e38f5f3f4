package io.modelferry.control.rollout.plan;

/**
 * Whom a rollout is about.
 *
 * @param target a filter over the fleet (RSQL); empty is every device that a variant of the version fits
 * @param holdOut percent of the targeted devices, 0 up to below 100, that are not given the version before the rollout ended: control to the
 *     last stage
 */
public record Reach(String target, double holdOut) {

    public static final Reach EVERYBODY = new Reach("", 0);

    /** The largest share that a stage can have, in percent. */
    public double most() {
        return 100 - holdOut;
    }

    /** Whether the stage leaves nobody but the hold-out. */
    public boolean reachedBy(StagePlan stage) {
        return stage.percent() != null && stage.percent() >= most();
    }
}
