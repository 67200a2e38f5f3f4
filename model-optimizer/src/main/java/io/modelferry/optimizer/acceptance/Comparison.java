package io.modelferry.optimizer.acceptance;

import org.jspecify.annotations.Nullable;

/**
 * A variant beside its parent, case by case.
 *
 * @param accuracyDrop parent's accuracy less the variant's; negative if the variant is better; null without labels
 * @param worstClassDrop of the class that lost most; null without labels
 * @param agreement share of cases with the parent's answer, 0…1
 * @param cosine mean over the cases of the cosine between the first outputs; null if they are labels
 * @param leastCosine of the case whose outputs lie farthest apart; NaN if one is no number; null if they are labels
 */
public record Comparison(
        @Nullable Double accuracyDrop,
        @Nullable Double worstClassDrop,
        double agreement,
        @Nullable Double cosine,
        @Nullable Double leastCosine) {

    /** Of accuracy; without labels, the share of cases that are answered otherwise: no label could show more. */
    public double drop() {
        return accuracyDrop == null ? 1 - agreement : accuracyDrop;
    }
}
