package io.modelferry.optimizer.recipe;

import io.modelferry.delta.recipe.EightBit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Techniques with their usual parameters, by the name of the variant that they make: what people write in settings and orders.
 * Of a static quantisation the measured half is still to be done.
 */
public final class NamedTechniques {

    /** What {@link #named} takes; {@code NN} is a share in percent. */
    public static final List<String> NAMES = List.of(
            "int8-dynamic",
            "uint8-dynamic",
            "int8-static",
            "uint8-static",
            "int8-weights",
            "int4-weights",
            "fp16",
            "fused",
            "fused-basic",
            "pruned-NN");

    private static final Pattern PRUNED = Pattern.compile("pruned-([1-9][0-9]?)");

    private NamedTechniques() {}

    /** @param variant as {@link Technique#variant} says it; empty if no technique makes it */
    public static Optional<Technique> named(String variant) {
        var pruned = PRUNED.matcher(variant);
        if (pruned.matches()) {
            var share = Integer.parseInt(pruned.group(1)) / 100.0;
            return Optional.of(new MagnitudePruning(share, false, Collections.emptySortedSet()));
        }
        return Optional.ofNullable(
                switch (variant) {
                    case "int8-dynamic" -> DynamicQuantisation.INT8;
                    case "uint8-dynamic" ->
                        new DynamicQuantisation(EightBit.UINT8, false, false, Collections.emptySortedSet());
                    case "int8-static" -> StaticQuantisation.INT8;
                    case "uint8-static" -> StaticQuantisation.UINT8;
                    case "int8-weights" -> WeightOnlyQuantisation.INT8;
                    case "int4-weights" -> WeightOnlyQuantisation.INT4;
                    case "fp16" -> HalfPrecision.FP16;
                    case "fused" -> Fusion.EXTENDED;
                    case "fused-basic" -> new Fusion(Fusion.Level.BASIC);
                    default -> null;
                });
    }
}
