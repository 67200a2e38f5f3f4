package io.modelferry.control.rollout.plan;

import org.jspecify.annotations.Nullable;

/**
 * Whether a second person must agree before a rollout starts. A plan can ask for more than the house does, never for less.
 *
 * @param required whatever its size
 * @param above more targeted devices than this need it; null leaves it to the house's limit
 */
public record Approval(boolean required, @Nullable Integer above) {

    public static final Approval BY_SIZE = new Approval(false, null);

    /**
     * @param devices targeted, those of the hold-out included
     * @param houseLimit {@code modelferry.rollout.approve-above}; negative asks nobody by itself
     */
    public boolean needed(long devices, int houseLimit) {
        return required || (above != null && devices > above) || (houseLimit >= 0 && devices > houseLimit);
    }
}
