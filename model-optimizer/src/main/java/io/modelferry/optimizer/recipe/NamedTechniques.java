package io.modelferry.optimizer.recipe;

import io.modelferry.delta.recipe.EightBit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Techniques by the name of the variant that they make: what people write in settings and orders. The name says every parameter that is
 * not the usual one, for example {@code int8-dynamic-per-channel-reduce-range}; only nodes that stay in float, and how much of what was measured codes reach,
 * stand in the order beside it. Of a static quantisation the measured half is still to be done.
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

    private static final Pattern EIGHT_BIT =
            Pattern.compile("(?<type>u?int8)-(?<when>dynamic|static)(?<channel>-per-channel)?(?<range>-reduce-range)?");
    private static final Pattern WEIGHTS =
            Pattern.compile("int(?<bits>[48])-weights(?:-block-(?<block>[1-9][0-9]{1,3}))?(?<asymmetric>-asymmetric)?");
    private static final Pattern PRUNED = Pattern.compile("pruned-(?<share>[1-9][0-9]?)(?<channel>-per-channel)?");

    private NamedTechniques() {}

    /** @param variant as {@link Technique#variant} says it; empty if no technique makes it */
    public static Optional<Technique> named(String variant) {
        return Optional.ofNullable(technique(variant))
                .filter(technique -> technique.variant().equals(variant)); // one variant has one name
    }

    /** The technique with what of the variation it has a place for. @throws IllegalArgumentException for a block of another size */
    public static Technique varied(Technique usual, Variation by) {
        return switch (usual) {
            case DynamicQuantisation t ->
                new DynamicQuantisation(
                        t.weights(),
                        t.perChannel() || by.perChannel(),
                        t.reduceRange() || by.reduceRange(),
                        t.excluded());
            case StaticQuantisation t ->
                new StaticQuantisation(
                        t.activations(),
                        t.weights(),
                        t.perChannel() || by.perChannel(),
                        t.reduceRange() || by.reduceRange(),
                        t.excluded(),
                        t.ranges());
            case WeightOnlyQuantisation t -> {
                var block = by.block();
                yield new WeightOnlyQuantisation(
                        t.bits(), block == null ? t.block() : block, t.symmetric() && !by.asymmetric(), t.excluded());
            }
            case MagnitudePruning t ->
                new MagnitudePruning(t.sparsity(), t.perChannel() || by.perChannel(), t.excluded());
            case HalfPrecision t -> t;
            case Fusion t -> t;
        };
    }

    private static @Nullable Technique technique(String variant) {
        var eightBit = EIGHT_BIT.matcher(variant);
        if (eightBit.matches()) {
            return varied(eightBit(eightBit), variation(eightBit, has(eightBit, "range")));
        }
        var weights = WEIGHTS.matcher(variant);
        if (weights.matches()) {
            return weights(weights);
        }
        var pruned = PRUNED.matcher(variant);
        if (pruned.matches()) {
            var share = Integer.parseInt(pruned.group("share")) / 100.0;
            return varied(new MagnitudePruning(share, false, Collections.emptySortedSet()), variation(pruned, false));
        }
        return switch (variant) {
            case "fp16" -> HalfPrecision.FP16;
            case "fused" -> Fusion.EXTENDED;
            case "fused-basic" -> new Fusion(Fusion.Level.BASIC);
            default -> null;
        };
    }

    private static Technique eightBit(Matcher said) {
        var signed = said.group("type").equals("int8");
        if (said.group("when").equals("static")) {
            return signed ? StaticQuantisation.INT8 : StaticQuantisation.UINT8;
        }
        return signed
                ? DynamicQuantisation.INT8
                : new DynamicQuantisation(EightBit.UINT8, false, false, Collections.emptySortedSet());
    }

    private static @Nullable Technique weights(Matcher said) {
        var usual = said.group("bits").equals("8") ? WeightOnlyQuantisation.INT8 : WeightOnlyQuantisation.INT4;
        var block = said.group("block") == null ? usual.block() : Integer.parseInt(said.group("block"));
        return WeightOnlyQuantisation.isBlock(block)
                ? varied(usual, new Variation(false, false, block, has(said, "asymmetric")))
                : null;
    }

    private static Variation variation(Matcher said, boolean reduceRange) {
        return new Variation(has(said, "channel"), reduceRange, null, false);
    }

    private static boolean has(Matcher said, String part) {
        return said.group(part) != null;
    }
}
