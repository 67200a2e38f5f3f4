package io.modelferry.control.rollout;

import io.modelferry.control.rollout.GateDecision.Advance;
import io.modelferry.control.rollout.GateDecision.GoBack;
import io.modelferry.control.rollout.GateDecision.Halt;
import io.modelferry.control.rollout.GateDecision.Hold;
import io.modelferry.control.rollout.GateDecision.Stop;
import io.modelferry.control.rollout.GateDecision.Wait;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.OnFailure;
import io.modelferry.control.rollout.plan.RolloutPlan;
import io.modelferry.protocol.Spoken;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Decides about a stage from its facts and the answers that came, and does nothing else. Bad news first, the worst of them; then what is
 * still missing; then the soak; then a person. What is missing at the deadline halts the rollout.
 */
final class StageGate {

    /** The decision, and what each gate said. */
    record Ruling(GateDecision decision, List<GateResult> results) {

        List<GateStanding> standings() {
            return results.stream().map(GateStanding::of).toList();
        }

        /** Webhooks to ask now: everything before them passed, and they have not said yes or no. */
        List<GateRule.Webhook> dueWebhooks() {
            var before = results.stream()
                    .filter(result -> !(result.rule() instanceof GateRule.Webhook)
                            && !(result.rule() instanceof GateRule.ManualApproval))
                    .allMatch(StageGate::done);
            return before
                    ? results.stream()
                            .filter(result -> !done(result))
                            .map(GateResult::rule)
                            .filter(GateRule.Webhook.class::isInstance)
                            .map(GateRule.Webhook.class::cast)
                            .toList()
                    : List.of();
        }
    }

    private final Duration deadline;
    private final StageFacts facts;
    private final List<GateResult> results;

    private StageGate(Duration deadline, StageFacts facts, List<GateResult> results) {
        this.deadline = deadline;
        this.facts = facts;
        this.results = results;
    }

    /** @param stage of the plan, from 0 */
    static Ruling decide(RolloutPlan plan, int stage, StageFacts facts, GateAnswers answers) {
        return decide(plan.rules(stage), plan.gate().deadline(), facts, answers);
    }

    static Ruling decide(List<GateRule> rules, Duration deadline, StageFacts facts, GateAnswers answers) {
        var evaluation = new GateEvaluation(deadline, facts, answers);
        var results = rules.stream().map(evaluation::of).toList();
        return new Ruling(new StageGate(deadline, facts, results).decision(), results);
    }

    private GateDecision decision() {
        return failure().orElseGet(() -> missing().orElseGet(this::progress));
    }

    private Optional<GateDecision> failure() {
        return results.stream()
                .filter(result ->
                        result instanceof GateResult.Failed && result.rule().action() != OnFailure.ADVANCE)
                .max(Comparator.comparing(result -> result.rule().action()))
                .map(this::consequence);
    }

    private GateDecision consequence(GateResult failed) {
        return switch (failed.rule().action()) {
            case ADVANCE -> new Advance(failed.why());
            case PAUSE -> new Halt(failed.why());
            case STOP -> new Stop(failed.why());
            case ROLL_BACK ->
                facts.noWayBack().isEmpty()
                        ? new GoBack(failed.why())
                        : new Halt(failed.why() + "; " + facts.noWayBack());
        };
    }

    /** Devices before evidence, evidence before another program. A person is not asked before all of it is there. */
    private Optional<GateDecision> missing() {
        return results.stream()
                .filter(result -> !done(result) && !(result.rule() instanceof GateRule.ManualApproval))
                .findFirst()
                .map(result -> facts.waited().compareTo(deadline) >= 0
                        ? new Halt(overdue(result.why()))
                        : new Hold(waitsOn(result), result.why()));
    }

    private static Wait waitsOn(GateResult result) {
        return result instanceof GateResult.Waiting waiting ? waiting.on() : Wait.EVIDENCE;
    }

    private String overdue(String why) {
        return why.startsWith("no answer within") ? why : "no answer within " + Spoken.roughly(deadline) + ": " + why;
    }

    private GateDecision progress() {
        var passed = passed();
        var left = facts.soak().minus(facts.soaked());
        if (left.isPositive()) {
            return new Hold(Wait.SOAK, "soak " + Spoken.roughly(left) + " left, " + passed);
        }
        if (facts.last() && facts.hold()) {
            return new Hold(Wait.HELD, "held for comparison: " + passed);
        }
        return results.stream()
                .filter(result -> !done(result))
                .findFirst()
                .<GateDecision>map(person -> new Hold(Wait.APPROVAL, person.why() + "; " + passed))
                .orElseGet(() -> new Advance(passed));
    }

    /** Nothing is expected of it any more: it passed, or failed and that is only noted. */
    private static boolean done(GateResult result) {
        return switch (result) {
            case GateResult.Passed passed -> true;
            case GateResult.Failed failed -> true;
            case GateResult.CannotTell unclear -> false;
            case GateResult.Waiting waiting -> false;
        };
    }

    private String passed() {
        return results.stream()
                .filter(result -> done(result)
                        && !result.why().equals(GateEvaluation.NOBODY_LEFT)
                        && !(result instanceof GateResult.Passed && result.rule() instanceof GateRule.FailureShare))
                .map(result -> result instanceof GateResult.Failed ? "noted: " + result.why() : result.why())
                .collect(Collectors.joining("; "));
    }
}
