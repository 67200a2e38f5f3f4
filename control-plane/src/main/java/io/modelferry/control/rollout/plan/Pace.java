package io.modelferry.control.rollout.plan;

import io.modelferry.control.fleet.Window;
import org.jspecify.annotations.Nullable;

/**
 * How fast and when.
 *
 * @param pacing null is as fast as the engine goes
 * @param budget null is not limited
 * @param window null is always
 */
public record Pace(
        @Nullable Pacing pacing,
        @Nullable Budget budget,
        @Nullable Window window,
        Slots slots,
        Retry retry) {

    public static final Pace AT_ONCE = new Pace(null, null, null, Slots.NO_DEADLINE, Retry.DEFAULT);
}
