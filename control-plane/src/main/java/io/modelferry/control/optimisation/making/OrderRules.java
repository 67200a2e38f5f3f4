package io.modelferry.control.optimisation.making;

import io.modelferry.control.optimisation.OptimisationRuns.Order;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.study.StudyKind;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.CalibrationSets;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.optimizer.recipe.LayerWise;
import io.modelferry.optimizer.recipe.NamedTechniques;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import java.util.List;
import java.util.stream.Collectors;
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
        requireExclude(order);
    }

    /** What of an order concerns one of its variants. */
    static Order part(Order order, String name) {
        return new Order(
                List.of(name),
                isMeasured(name) ? order.calibration() : null,
                isMeasured(name) ? order.percentile() : null,
                isLayerWise(name) ? order.exclude() : List.of());
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

    /** Whether the model has such nodes is found out by the process that reads it. */
    private static void requireExclude(Order order) {
        if (order.exclude().isEmpty()) {
            return;
        }
        if (order.exclude().size() > MOST_EXCLUDED
                || order.exclude().stream().anyMatch(name -> name.isBlank() || name.length() > LONGEST_NAME)) {
            throw Refusal.invalid(
                            "bad-exclude",
                            "exclude: at most %d names of nodes, each with at most %d characters."
                                    .formatted(MOST_EXCLUDED, LONGEST_NAME))
                    .about("exclude");
        }
        if (order.variants().stream().noneMatch(OrderRules::isLayerWise)) {
            throw Refusal.invalid(
                            "exclude-unused",
                            "None of %s leaves nodes in float by name: leave the nodes out."
                                    .formatted(order.variants()))
                    .about("exclude");
        }
    }

    private static boolean isLayerWise(String name) {
        return NamedTechniques.named(name).orElse(null) instanceof LayerWise;
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
