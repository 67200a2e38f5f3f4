package io.modelferry.control.experiment;

import io.modelferry.control.experiment.Look.ArmDrift;
import io.modelferry.control.experiment.Look.ArmLook;
import io.modelferry.control.experiment.Look.Contrast;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An experiment's looks as CSV (RFC 4180): a line for each contrast of each look, with both arms' totals. */
final class LooksCsv {

    private static final String HEADER = "at,arm,metric,primary,effect,lower,upper,outcome,"
            + "units,inferences,errors,labelled,correct,accuracy,latency_p95_us,acceptance_accuracy,shadow_agreement,psi,psi_limit,"
            + "control_units,control_inferences,control_errors,control_labelled,control_correct,control_accuracy,"
            + "control_latency_p95_us,control_acceptance_accuracy,control_shadow_agreement,control_psi,control_psi_limit,"
            + "ratio_p_value,moved";

    private LooksCsv() {}

    static String of(List<Look> looks) {
        return Stream.concat(
                        Stream.of(HEADER),
                        looks.stream().flatMap(look -> look.contrasts().stream().map(contrast -> line(look, contrast))))
                .collect(Collectors.joining("\r\n", "", "\r\n"));
    }

    private static String line(Look look, Contrast contrast) {
        var treatment = arm(look, contrast.arm());
        var control = look.arms().getFirst();
        return Stream.concat(
                        Stream.of(
                                look.at(),
                                contrast.arm(),
                                contrast.aim().metric().word(),
                                contrast.primary(),
                                cell(contrast.effect()),
                                cell(contrast.lower()),
                                cell(contrast.upper()),
                                contrast.outcome()),
                        Stream.concat(
                                Stream.concat(totals(look, treatment), totals(look, control)),
                                Stream.of(cell(look.ratioPValue()), cell(moved(look, contrast)))))
                .map(String::valueOf)
                .collect(Collectors.joining(","));
    }

    private static @Nullable Object moved(Look look, Contrast contrast) {
        return look.driftOf(contrast.arm()).map(ArmDrift::cause).orElse(null);
    }

    private static Stream<Object> totals(Look look, ArmLook arm) {
        var drift = look.driftOf(arm.name());
        return Stream.of(
                arm.units(),
                arm.inferences(),
                arm.errors(),
                arm.labelled(),
                arm.correct(),
                cell(arm.accuracy()),
                cell(arm.latencyP95Micros()),
                cell(arm.acceptanceAccuracy()),
                cell(arm.shadowAgreement()),
                cell(drift.map(ArmDrift::psi).orElse(null)),
                cell(drift.map(ArmDrift::limit).orElse(null)));
    }

    private static ArmLook arm(Look look, String name) {
        return look.arms().stream()
                .filter(arm -> arm.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Object cell(@Nullable Object value) {
        return Objects.requireNonNullElse(value, "");
    }
}
