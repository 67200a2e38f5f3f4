package io.modelferry.control.console;

import io.modelferry.control.experiment.DriftWords;
import io.modelferry.control.experiment.Look.ArmDrift;
import io.modelferry.statistics.Drift.Cause;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far an arm's answers have moved, as a bar beside its limit. All arms of an experiment share one scale. Places on
 * 0…{@link Bar#LENGTH}.
 *
 * @param words what moved; for control, on which side of its limit it is
 * @param tone the last word of the CSS classes {@code state-…} and {@code shift-…}
 * @param length of the bar; null without an index
 * @param limit null without one
 */
public record DriftStrip(
        ArmDrift drift,
        String words,
        String tone,
        @Nullable Double length,
        @Nullable Double limit) {

    private static final double ROOM = 1.15;

    /** @param drifts in the plan's order, control first */
    static List<DriftStrip> of(List<ArmDrift> drifts) {
        var most = drifts.stream()
                .flatMap(drift -> Stream.of(drift.psi(), drift.limit()))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        return drifts.stream().map(drift -> of(drift, most * ROOM)).toList();
    }

    private static DriftStrip of(ArmDrift drift, double most) {
        return new DriftStrip(drift, words(drift), tone(drift), at(drift.psi(), most), at(drift.limit(), most));
    }

    private static @Nullable Double at(@Nullable Double index, double most) {
        return index == null ? null : (Double) (Bar.LENGTH * index / most);
    }

    private static String words(ArmDrift drift) {
        if (drift.missing() != null) {
            return drift.missing();
        }
        if (drift.cause() != null) {
            return DriftWords.of(drift.cause());
        }
        return beyond(drift) ? "beyond its limit" : "within its limit";
    }

    private static String tone(ArmDrift drift) {
        var cause = drift.cause();
        return cause == null ? beyond(drift) ? "warn" : "quiet" : tone(cause);
    }

    private static String tone(Cause cause) {
        return switch (cause) {
            case NONE -> "quiet";
            case DATA_DRIFTED, CONTROL_ALONE -> "warn";
            case MODEL_BROKE, BOTH -> "bad";
        };
    }

    private static boolean beyond(ArmDrift drift) {
        return drift.psi() != null && drift.limit() != null && drift.psi() > drift.limit();
    }
}
