package io.modelferry.optimizer.acceptance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a variant has shown on the acceptance set.
 *
 * @param peakBytes by which the resident set of a process grows that loads and runs the variant; null if not measured
 * @param notOffered why no device is offered the variant; empty if it holds every budget
 */
public record Proof(
        Measurement parent,
        Measurement variant,
        Comparison comparison,
        @Nullable Long peakBytes,
        List<String> notOffered) {

    public Proof {
        notOffered = List.copyOf(notOffered);
    }

    public static Proof of(
            Measurement parent, Measurement variant, Comparison comparison, @Nullable Long peakBytes, Budgets budgets) {
        return new Proof(parent, variant, comparison, peakBytes, budgets.broken(variant, comparison, peakBytes));
    }

    /** Of accuracy against the parent; without labels, the share of answers that changed; 1 if an output is no number. */
    public double drop() {
        return variant.finite() ? comparison.drop() : 1;
    }
}
