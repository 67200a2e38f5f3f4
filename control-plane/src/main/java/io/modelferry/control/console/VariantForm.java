package io.modelferry.control.console;

import io.modelferry.control.optimisation.OptimisationRuns.Order;
import io.modelferry.optimizer.recipe.Variation;
import io.modelferry.protocol.ArtifactDigest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the form for another variant, as typed.
 *
 * @param technique name of a variant; {@code pruned} stands for {@code pruned-NN} with the sparsity
 * @param calibration digest of a set that was sent before; blank for none
 * @param sparsity in percent, for {@code pruned}
 * @param perChannel a box that is not ticked does not arrive: null
 * @param exclude names of nodes, one a line: they may hold anything else
 * @param excludeOperators kinds of nodes, with commas or spaces between
 */
record VariantForm(
        String technique,
        @Nullable String calibration,
        @Nullable Double percentile,
        @Nullable Integer sparsity,
        @Nullable Boolean perChannel,
        @Nullable Boolean reduceRange,
        @Nullable Integer block,
        @Nullable Boolean asymmetric,
        @Nullable String exclude,
        @Nullable String excludeOperators) {

    private static final String PRUNED = "pruned";

    Order order() {
        return new Order(
                List.of(technique.strip().equals(PRUNED) ? PRUNED + "-" + sparsity : technique.strip()),
                new Variation(
                        Boolean.TRUE.equals(perChannel),
                        Boolean.TRUE.equals(reduceRange),
                        block,
                        Boolean.TRUE.equals(asymmetric)),
                calibration == null || calibration.isBlank() ? null : new ArtifactDigest(calibration),
                percentile,
                words(exclude, "\\R"),
                words(excludeOperators, "[,\\s]+"));
    }

    private static List<String> words(@Nullable String typed, String between) {
        return typed == null
                ? List.of()
                : Arrays.stream(typed.split(between))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .toList();
    }
}
