package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Aim;
import io.modelferry.control.experiment.ExperimentPlan.Arm;
import io.modelferry.control.experiment.ExperimentPlan.Proof;
import io.modelferry.control.experiment.ExperimentPlan.Unit;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of a new experiment; what is left out has the default that docs/experiments.md names. */
record ExperimentRequest(
        @Nullable String model,
        @Nullable List<@Nullable ArmRequest> arms,
        @Nullable Double share,
        @Nullable String unit,
        @Nullable AimRequest primary,
        @Nullable List<@Nullable AimRequest> guardrails,
        @Nullable Duration minDuration,
        @Nullable Duration maxDuration,
        @Nullable Boolean automatic) {

    private static final Aim DEFAULT_PRIMARY = new Aim(Metric.ACCURACY, Proof.SUPERIOR, 0);

    record ArmRequest(
            @Nullable String name,
            @Nullable String version,
            @Nullable Double weight) {}

    /** @param proof {@code superior} or {@code non-inferior} */
    record AimRequest(
            @Nullable String metric,
            @Nullable String proof,
            @Nullable Double margin) {

        Aim aim(Proof usual) {
            var named = Metric.named(required("metric", metric))
                    .orElseThrow(() -> Refusal.invalid("unknown-metric", "metric: one of " + Metric.words() + ".")
                            .about("metric"));
            return new Aim(named, proof == null ? usual : proofNamed(proof), margin == null ? 0 : margin);
        }
    }

    ModelName modelName() {
        return new ModelName(required("model", model));
    }

    ExperimentPlan plan() {
        var given = arms == null ? List.<@Nullable ArmRequest>of() : arms;
        var planned = new ArrayList<Arm>();
        for (@Nullable ArmRequest arm : given) {
            if (arm == null) {
                throw Refusal.invalid("bad-arms", "arms: an empty arm.").about("arms");
            }
            planned.add(new Arm(
                    Optional.ofNullable(arm.name()).orElse(planned.isEmpty() ? "control" : "arm-" + planned.size()),
                    new VersionName(required("arms.version", arm.version())),
                    Optional.ofNullable(arm.weight()).orElse(1.0 / given.size())));
        }
        var guards = new ArrayList<Aim>();
        for (@Nullable AimRequest guardrail : guardrails == null ? List.<@Nullable AimRequest>of() : guardrails) {
            if (guardrail == null) {
                throw Refusal.invalid("bad-guardrail", "guardrails: an empty one.")
                        .about("guardrails");
            }
            guards.add(guardrail.aim(Proof.NON_INFERIOR));
        }
        return new ExperimentPlan(
                planned,
                Optional.ofNullable(share).orElse(1.0),
                unit == null ? Unit.DEVICE : unitNamed(unit),
                primary == null ? DEFAULT_PRIMARY : primary.aim(Proof.SUPERIOR),
                guards,
                Optional.ofNullable(minDuration).orElse(ExperimentPlan.DEFAULT_MIN_DURATION),
                Optional.ofNullable(maxDuration).orElse(ExperimentPlan.DEFAULT_MAX_DURATION),
                Optional.ofNullable(automatic).orElse(true));
    }

    private static Unit unitNamed(String word) {
        return Arrays.stream(Unit.values())
                .filter(unit -> unit.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() ->
                        Refusal.invalid("unknown-unit", "unit: device or site.").about("unit"));
    }

    private static Proof proofNamed(String word) {
        return Arrays.stream(Proof.values())
                .filter(proof ->
                        proof.name().equals(word.toUpperCase(Locale.ROOT).replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("unknown-proof", "proof: superior or non-inferior.")
                        .about("proof"));
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw Refusal.invalid("missing-field", field + ": required.").about(field);
        }
        return value;
    }
}
