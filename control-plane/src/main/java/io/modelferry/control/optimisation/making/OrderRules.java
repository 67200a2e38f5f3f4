package io.modelferry.control.optimisation.making;

import io.modelferry.control.optimisation.OptimisationRuns.Order;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.study.StudyKind;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.CalibrationSets;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.optimizer.recipe.Fusion;
import io.modelferry.optimizer.recipe.NamedTechniques;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.recipe.Technique;
import io.modelferry.optimizer.recipe.Variation;
import io.modelferry.optimizer.recipe.WeightOnlyQuantisation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What an order must say, and what nothing that it orders would heed. */
@Component
class OrderRules {

    private static final int MOST_EXCLUDED = 1_000;
    private static final int LONGEST_NAME = 500;

    private final CalibrationSets calibrationSets;

    OrderRules(CalibrationSets calibrationSets) {
        this.calibrationSets = calibrationSets;
    }

    /** @throws Refusal 422, naming the field */
    void requireSense(Order order, VersionView version) {
        requireTechniques(order);
        requireCalibration(order, version);
        requirePercentile(order);
        requireVariation(order);
        requireExclude("exclude", "the nodes", order, order.exclude());
        requireExclude("excludeOperators", "the operators", order, order.excludeOperators());
    }

    /** What of an order concerns one of its variants, which has its name from what its technique heeds of the variation. */
    static Order part(Order order, String name) {
        var varied = NamedTechniques.named(name)
                .map(usual -> NamedTechniques.varied(usual, order.variation()).variant())
                .orElse(name);
        return new Order(
                List.of(varied),
                Variation.NONE,
                isMeasured(name) ? order.calibration() : null,
                isMeasured(name) ? order.percentile() : null,
                isSparing(name) ? order.exclude() : List.of(),
                isSparing(name) ? order.excludeOperators() : List.of());
    }

    private static void requireTechniques(Order order) {
        if (order.variants().isEmpty()) {
            throw Refusal.invalid("technique-missing", "Name at least one of " + NamedTechniques.NAMES + ".")
                    .about("techniques");
        }
        for (var name : order.variants()) {
            if (!name.equals(Variants.AS_PUBLISHED)
                    && StudyKind.named(name).isEmpty()
                    && NamedTechniques.named(name).isEmpty()) {
                throw Refusal.invalid(
                                "unknown-technique",
                                "No technique makes '%s'; there are %s.".formatted(name, NamedTechniques.NAMES))
                        .about("techniques");
            }
        }
    }

    private void requireCalibration(Order order, VersionView version) {
        var measured = order.variants().stream().filter(OrderRules::isMeasured).findFirst();
        if (order.calibration() == null) {
            if (measured.isPresent() && version.calibration() == null) {
                throw Refusal.invalid(
                                "calibration-missing",
                                "%s measures activations on typical inputs: upload a calibration set with %s, and name it."
                                        .formatted(measured.get(), inputs(version)))
                        .about("calibration");
            }
        } else if (measured.isEmpty()) {
            throw Refusal.invalid(
                            "calibration-unused",
                            "None of %s measures activations: leave the calibration set out."
                                    .formatted(order.variants()))
                    .about("calibration");
        } else {
            calibrationSets.requireFits(order.calibration(), version);
        }
    }

    private static void requirePercentile(Order order) {
        var percentile = order.percentile();
        if (percentile == null) {
            return;
        }
        if (!(percentile > 0 && percentile <= 100)) {
            throw Refusal.invalid(
                            "bad-percentile",
                            "percentile: codes reach a share of the values above 0 and at most 100 percent, not %s."
                                    .formatted(percentile))
                    .about("percentile");
        }
        if (order.variants().stream().noneMatch(OrderRules::isMeasured)) {
            throw Refusal.invalid(
                            "percentile-unused",
                            "None of %s measures activations: leave the percentile out.".formatted(order.variants()))
                    .about("percentile");
        }
    }

    private static void requireVariation(Order order) {
        var block = order.variation().block();
        if (block != null && !WeightOnlyQuantisation.isBlock(block)) {
            throw Refusal.invalid(
                            "bad-block",
                            "block: weights share a scale in a power of two from 16 on, not %d.".formatted(block))
                    .about("block");
        }
        var heeded = techniques(order)
                .flatMap(technique -> Variation.heeded(technique).stream())
                .collect(Collectors.toSet());
        for (var part : order.variation().parts()) {
            if (!heeded.contains(part)) {
                throw unheeded(order, part);
            }
        }
    }

    private static Refusal unheeded(Order order, Variation.Part part) {
        return switch (part) {
            case PER_CHANNEL -> unused(order, "per-channel", "perChannel", "has a scale or threshold for each channel");
            case REDUCE_RANGE -> unused(order, "reduce-range", "reduceRange", "has codes of seven bits");
            case BLOCK -> unused(order, "block", "block", "has blocks of weights");
            case ASYMMETRIC -> unused(order, "asymmetric", "asymmetric", "has blocks of weights");
        };
    }

    private static Refusal unused(Order order, String word, String field, String what) {
        return Refusal.invalid(
                        word + "-unused", "None of %s %s: leave %s out.".formatted(order.variants(), what, field))
                .about(field);
    }

    /** Whether the model has such nodes is found out by the process that reads it. */
    private static void requireExclude(String field, String things, Order order, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        if (names.size() > MOST_EXCLUDED
                || names.stream().anyMatch(name -> name.isBlank() || name.length() > LONGEST_NAME)) {
            throw Refusal.invalid(
                            "bad-exclude",
                            "%s: at most %d names, each with at most %d characters."
                                    .formatted(field, MOST_EXCLUDED, LONGEST_NAME))
                    .about(field);
        }
        if (order.variants().stream().noneMatch(OrderRules::isSparing)) {
            throw Refusal.invalid(
                            "exclude-unused",
                            "None of %s leaves anything as it is by name: leave %s out."
                                    .formatted(order.variants(), things))
                    .about(field);
        }
    }

    private static Stream<Technique> techniques(Order order) {
        return order.variants().stream().flatMap(name -> NamedTechniques.named(name).stream());
    }

    private static boolean isSparing(String name) {
        return NamedTechniques.named(name)
                .filter(technique -> !(technique instanceof Fusion))
                .isPresent();
    }

    private static boolean isMeasured(String name) {
        return NamedTechniques.named(name).orElse(null) instanceof StaticQuantisation;
    }

    private static String inputs(VersionView version) {
        return version.inputs().stream()
                .map(input -> "'%s' %s %s".formatted(input.name(), input.dtype(), input.shape()))
                .collect(Collectors.joining(", "));
    }
}
