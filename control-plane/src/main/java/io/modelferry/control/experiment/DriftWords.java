package io.modelferry.control.experiment;

import io.modelferry.control.experiment.Look.ArmDrift;
import io.modelferry.statistics.Drift.Cause;
import java.util.Locale;

/** What a drift means, for the ruling, the report and the page. */
public final class DriftWords {

    private DriftWords() {}

    /** For example {@code b: the model broke: drift 0.61 of 0.25 allowed, control's is 0.02}. */
    static String of(ArmDrift drift, ArmDrift control) {
        var cause = drift.cause();
        var missing = drift.missing() == null ? control.missing() : drift.missing();
        if (cause == null || control.psi() == null) {
            return drift.arm() + ": " + (missing == null ? "no drift is told yet" : missing);
        }
        return String.format(
                Locale.ROOT,
                "%s: %s: drift %.2f of %.2f allowed, control's is %.2f",
                drift.arm(),
                of(cause),
                drift.psi(),
                drift.limit(),
                control.psi());
    }

    public static String of(Cause cause) {
        return switch (cause) {
            case NONE -> "nothing moved";
            case DATA_DRIFTED -> "the data drifted";
            case MODEL_BROKE -> "the model broke";
            case CONTROL_ALONE -> "control alone moved";
            case BOTH -> "the data drifted, and the model bears it worse than control";
        };
    }
}
