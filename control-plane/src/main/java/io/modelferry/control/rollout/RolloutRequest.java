package io.modelferry.control.rollout;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.control.rollout.plan.Approval;
import io.modelferry.control.rollout.plan.Clearance;
import io.modelferry.control.rollout.plan.DeliveryRequest;
import io.modelferry.control.rollout.plan.Gate;
import io.modelferry.control.rollout.plan.GateRuleRequest;
import io.modelferry.control.rollout.plan.PaceRequest;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.control.rollout.plan.ProbationRequest;
import io.modelferry.control.rollout.plan.Reach;
import io.modelferry.control.rollout.plan.StageRequest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of a new rollout; what is left out has the default that docs/rollouts.md names. */
record RolloutRequest(
        @Nullable String model,
        @Nullable String version,
        @Nullable List<@Nullable StageRequest> stages,
        @Nullable GateRequest gate,
        @Nullable List<@Nullable GateRuleRequest> gates,
        @Nullable ProbationRequest probation,
        @Nullable DeliveryRequest delivery,
        @Nullable Boolean hold,
        @Nullable String target,
        @Nullable Double holdOut,
        PaceRequest.@Nullable PacingRequest pacing,
        PaceRequest.@Nullable BudgetRequest budget,
        PaceRequest.@Nullable WindowRequest window,
        @Nullable Map<String, @Nullable Duration> slots,
        @Nullable Map<String, PaceRequest.@Nullable AttemptsRequest> retry,
        @Nullable Integer weight,
        @Nullable List<@Nullable String> supersedes,
        @Nullable Instant startAt,
        @Nullable ApprovalRequest approval,
        @Nullable Boolean dryRun,
        @Nullable Boolean noWayBack) {

    record ApprovalRequest(
            @Nullable Boolean required, @Nullable Integer above) {

        Approval approval() {
            return new Approval(Boolean.TRUE.equals(required), above);
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
                StageRequest.plans(stages),
                gate == null ? null : gate.gate(),
                probation == null ? null : probation.probation(),
                delivery == null ? null : delivery.policy(),
                Boolean.TRUE.equals(hold),
                options());
    }

    private PlanOptions options() {
        return new PlanOptions(
                GateRuleRequest.rules("gates", gates),
                new Reach(target == null ? "" : target.strip(), holdOut == null ? 0 : holdOut),
                new PaceRequest(pacing, budget, window, slots, retry).pace(),
                new Clearance(
                        startAt,
                        approval == null ? Approval.BY_SIZE : approval.approval(),
                        Optional.ofNullable(weight).orElse(Clearance.DEFAULT_WEIGHT),
                        named(),
                        Boolean.TRUE.equals(dryRun),
                        Boolean.TRUE.equals(noWayBack)));
    }

    private List<String> named() {
        var ids = new ArrayList<String>();
        for (@Nullable String id : supersedes == null ? List.<@Nullable String>of() : supersedes) {
            ids.add(id == null ? "" : id);
        }
        return ids;
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw Refusal.invalid("missing-field", field + ": required.").about(field);
        }
        return value;
    }
}
