package io.modelferry.control.optimisation;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a variant must be worth before a device gets it. */
record Offer(double maxAccuracyDrop) {

    /** Why the published file itself may not run on devices; empty if it may. */
    Optional<String> obstacle(Proof published) {
        var measured = published.measurement();
        return measured != null && !measured.finite()
                ? Optional.of("its outputs are not all numbers")
                : Optional.empty();
    }

    /** Why a variant is not worth offering beside the published file; empty if it is. */
    Optional<String> obstacle(Proof published, Proof variant) {
        if (variant.lengthBytes() >= published.lengthBytes()) {
            return Optional.of("it is not smaller: %d bytes, published %d"
                    .formatted(variant.lengthBytes(), published.lengthBytes()));
        }
        var measured = variant.measurement();
        if (measured == null) {
            return Optional.of("nothing proves it: the version has no acceptance set");
        }
        if (!measured.finite()) {
            return Optional.of("its outputs are not all numbers");
        }
        var drop = drop(published, variant);
        if (drop == null) {
            return Optional.of("nothing proves it: the acceptance set has no labels");
        }
        return drop > maxAccuracyDrop
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "it loses %.2f points of accuracy, at most %.2f",
                        100 * drop,
                        100 * maxAccuracyDrop))
                : Optional.empty();
    }

    /** Lost share of right answers, negative for a gain; null without labels. */
    static @Nullable Double drop(Proof published, Proof variant) {
        var before = published.accuracy();
        var after = variant.accuracy();
        return before == null || after == null ? null : before - after;
    }
}
