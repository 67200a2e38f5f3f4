package io.modelferry.control.rollout;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.control.rollout.plan.DeliveryRequest;
import io.modelferry.control.rollout.plan.Gate;
import io.modelferry.control.rollout.plan.ProbationRequest;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of a new rollout; what is left out has the default that docs/rollouts.md names. */
record RolloutRequest(
        @Nullable String model,
        @Nullable String version,
        @Nullable List<@Nullable StageRequest> stages,
        @Nullable GateRequest gate,
        @Nullable ProbationRequest probation,
        @Nullable DeliveryRequest delivery,
        @Nullable Boolean hold) {

    record StageRequest(
            @Nullable String name,
            @Nullable Double percent,
            @Nullable Boolean lab,
            @Nullable Duration soak) {

        StagePlan plan() {
            var inLab = Boolean.TRUE.equals(lab);
            return new StagePlan(
                    Optional.ofNullable(name).orElse(inLab ? "lab" : shown(percent) + "%"),
                    percent,
                    inLab,
                    Optional.ofNullable(soak).orElse(Duration.ZERO));
        }

        /** {@code 10}, not {@code 10.0}. */
        private static String shown(@Nullable Double percent) {
            return percent == null ? "?" : Double.toString(percent).replaceAll("\\.0$", "");
        }
    }

    record GateRequest(
            @Nullable Double maxAccuracyDrop,
            @Nullable Long minSamples,
            @Nullable Duration deadline,
            @Nullable Double maxFailureShare,
            @Nullable Integer minVerdicts,
            @Nullable Double minConfirmedShare) {

        Gate gate() {
            return new Gate(
                    maxAccuracyDrop,
                    Optional.ofNullable(minSamples).orElse(Gate.DEFAULT_MIN_SAMPLES),
                    Optional.ofNullable(deadline).orElse(Gate.DEFAULT_DEADLINE),
                    Optional.ofNullable(maxFailureShare).orElse(Gate.DEFAULT_MAX_FAILURE_SHARE),
                    Optional.ofNullable(minVerdicts).orElse(Gate.DEFAULT_MIN_VERDICTS),
                    Optional.ofNullable(minConfirmedShare).orElse(Gate.DEFAULT_MIN_CONFIRMED_SHARE));
        }
    }

    NewRollout rollout() {
        return new NewRollout(
                new ModelName(required("model", model)),
                new VersionName(required("version", version)),
                stagePlans(),
                gate == null ? null : gate.gate(),
                probation == null ? null : probation.probation(),
                delivery == null ? null : delivery.policy(),
                Boolean.TRUE.equals(hold));
    }

    private List<StagePlan> stagePlans() {
        var plans = new ArrayList<StagePlan>();
        for (@Nullable StageRequest stage : stages == null ? List.<@Nullable StageRequest>of() : stages) {
            if (stage == null) {
                throw Refusal.invalid("bad-stage", "stages: an empty stage.");
            }
            plans.add(stage.plan());
        }
        return plans;
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw Refusal.invalid("missing-field", field + ": required.");
        }
        return value;
    }
}
