package io.modelferry.control.optimisation.variant;

import io.modelferry.control.optimisation.FieldMeasures.FieldMeasure;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.Choice;
import io.modelferry.control.optimisation.Variants.ClassChoice;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.platform.ModelferryConfiguration.Optimisation.DeviceClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which variant a device class gets: of those that fit it the one that it prefers most, else the published file, else the smallest.
 * Every variant has a reason, taken or not.
 */
final class Resolver {

    private final Map<String, DeviceClass> classes;

    Resolver(Map<String, DeviceClass> classes) {
        this.classes = new TreeMap<>(classes);
    }

    /** @param variants of one version, the published file first */
    Optional<Choice> choose(List<VariantView> variants, String name) {
        var deviceClass = classes.getOrDefault(name, DeviceClass.ANY);
        var taken = taken(variants, deviceClass);
        return taken.map(one -> new Choice(one, reasons(variants, deviceClass, one)));
    }

    /** Each class that the settings know, and under an empty name every other. */
    List<ClassChoice> classes(List<VariantView> variants, List<FieldMeasure> field) {
        var choices = new ArrayList<ClassChoice>();
        classes.forEach((name, deviceClass) -> choices.add(choice(variants, name, deviceClass, field)));
        choices.add(choice(variants, "", DeviceClass.ANY, List.of()));
        return List.copyOf(choices);
    }

    private static ClassChoice choice(
            List<VariantView> variants, String name, DeviceClass deviceClass, List<FieldMeasure> field) {
        var taken = taken(variants, deviceClass).orElse(null);
        var reasons = new ArrayList<>(reasons(variants, deviceClass, taken));
        if (taken != null) {
            field.stream()
                    .filter(told -> told.isEnough()
                            && told.deviceClass().equals(name)
                            && told.file().equals(taken.digest()))
                    .flatMap(told -> DeviceFit.tooSlow(told, deviceClass).stream())
                    .forEach(remark -> reasons.add(taken.variant() + ": " + remark));
        }
        return new ClassChoice(name, taken == null ? null : taken.variant(), List.copyOf(reasons));
    }

    private static Optional<VariantView> taken(List<VariantView> variants, DeviceClass deviceClass) {
        var fitting = variants.stream()
                .filter(variant -> isOffered(variant)
                        && DeviceFit.obstacle(variant, deviceClass).isEmpty())
                .toList();
        return wishes(deviceClass).stream()
                .flatMap(wish -> named(fitting, wish).stream())
                .findFirst()
                .or(() -> fitting.stream().min(Comparator.comparingLong(VariantView::lengthBytes)));
    }

    private static List<String> wishes(DeviceClass deviceClass) {
        var wishes = new ArrayList<>(deviceClass.prefers());
        wishes.add(Variants.AS_PUBLISHED);
        return wishes;
    }

    private static Optional<VariantView> named(List<VariantView> variants, String name) {
        return variants.stream().filter(one -> one.variant().equals(name)).findFirst();
    }

    private static List<String> reasons(
            List<VariantView> variants, DeviceClass deviceClass, @Nullable VariantView taken) {
        return variants.stream()
                .map(variant -> variant.variant() + ": " + reason(variant, deviceClass, taken))
                .toList();
    }

    private static String reason(VariantView variant, DeviceClass deviceClass, @Nullable VariantView taken) {
        return switch (VariantStatus.valueOf(variant.status())) {
            case RUNNING -> "not taken, it is not ready";
            case AWAITING_SIGNATURE -> "not taken, it " + variant.reason();
            case WITHDRAWN -> "withdrawn, its version was deleted";
            case NOT_OFFERED -> "not offered, " + variant.reason();
            case FAILED -> "failed, " + variant.reason();
            case OFFERED -> offered(variant, deviceClass, taken);
        };
    }

    private static String offered(VariantView variant, DeviceClass deviceClass, @Nullable VariantView taken) {
        var obstacle = DeviceFit.obstacle(variant, deviceClass);
        if (obstacle.isPresent() || taken == null) {
            return "not taken, " + obstacle.orElse("nothing is");
        }
        var wish = wishes(deviceClass).getFirst();
        if (variant != taken) {
            return "not taken, the class prefers " + taken.variant();
        }
        return variant.variant().equals(wish)
                ? "taken, the class prefers it"
                : "taken, the class prefers " + wish + ", which it cannot get";
    }

    private static boolean isOffered(VariantView variant) {
        return variant.status().equals(VariantStatus.OFFERED.name());
    }
}
