package io.modelferry.control.rollout.plan;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One step of a rollout: who gets it, and how long it must then live among them.
 *
 * @param percent share of the targeted devices, above 0 up to 100, those of earlier percent stages included; null for a lab stage
 * @param lab the devices marked as lab devices, instead of a share
 * @param soak time between the stage's success and the next stage
 */
public record StagePlan(String name, @Nullable Double percent, boolean lab, Duration soak) {

    public static StagePlan lab(Duration soak) {
        return new StagePlan("lab", null, true, soak);
    }

    public static StagePlan percent(String name, double percent, Duration soak) {
        return new StagePlan(name, percent, false, soak);
    }

    /** The share in percent; 0 for a lab stage, which stands before every share. */
    public double share() {
        return percent == null ? 0 : percent;
    }
}
