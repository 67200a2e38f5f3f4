package io.modelferry.control.optimisation.variant;

import io.modelferry.control.optimisation.FieldMeasures.FieldMeasure;
import io.modelferry.control.optimisation.Variants.ClassChoice;
import io.modelferry.control.optimisation.Variants.Figure;
import io.modelferry.control.optimisation.Variants.VariantView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The figures of a version's variants: of a class whose devices told enough those of the field, else those measured here. */
final class VariantFigures {

    private final List<ClassChoice> choices;
    private final List<FieldMeasure> field;

    /** @param choices which class gets which variant */
    VariantFigures(List<ClassChoice> choices, List<FieldMeasure> field) {
        this.choices = choices;
        this.field = field.stream().filter(FieldMeasure::isEnough).toList();
    }

    List<Figure> of(List<VariantView> variants) {
        return variants.stream().flatMap(variant -> of(variant).stream()).toList();
    }

    private List<Figure> of(VariantView variant) {
        var figures = new ArrayList<Figure>();
        var told = new HashSet<String>();
        for (var measure : field) {
            if (measure.file().equals(variant.digest()) && told.add(measure.deviceClass())) {
                figures.add(new Figure(
                        variant.variant(),
                        measure.deviceClass(),
                        measure.devices(),
                        measure.latencyP50Micros(),
                        measure.latencyP95Micros(),
                        measure.residentBytes()));
            }
        }
        var isReplaced = !told.isEmpty()
                && choices.stream()
                        .filter(choice -> variant.variant().equals(choice.variant()))
                        .allMatch(choice -> told.contains(choice.deviceClass()));
        if (!isReplaced && isMeasured(variant)) {
            figures.add(new Figure(
                    variant.variant(),
                    "",
                    0,
                    variant.latencyP50Micros(),
                    variant.latencyP95Micros(),
                    variant.peakBytes()));
        }
        return figures;
    }

    /** A variant that is being made, or could not be, has nothing to show. */
    private static boolean isMeasured(VariantView variant) {
        return variant.latencyP50Micros() != null || variant.peakBytes() != null;
    }
}
