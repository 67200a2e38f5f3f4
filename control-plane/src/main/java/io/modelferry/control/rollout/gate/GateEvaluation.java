package io.modelferry.control.rollout.gate;

import io.modelferry.control.rollout.gate.GateDecision.Wait;
import io.modelferry.control.rollout.gate.GateResult.CannotTell;
import io.modelferry.control.rollout.gate.GateResult.Failed;
import io.modelferry.control.rollout.gate.GateResult.Passed;
import io.modelferry.control.rollout.gate.GateResult.Waiting;
import io.modelferry.control.rollout.gate.Judge.Judgement;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.protocol.Spoken;
import java.time.Duration;
import java.util.Locale;

/** Asks one gate. What it says rests on nothing but the stage's facts and the answers that came. */
final class GateEvaluation {

    static final String NOBODY_LEFT = "nobody is left to compare with";

    private final Duration deadline;
    private final StageFacts facts;
    private final GateAnswers answers;

    GateEvaluation(Duration deadline, StageFacts facts, GateAnswers answers) {
        this.deadline = deadline;
        this.facts = facts;
        this.answers = answers;
    }

    GateResult of(GateRule rule) {
        return switch (rule) {
            case GateRule.SuccessShare success -> success(success);
            case GateRule.FailureShare failure -> failure(failure);
            case GateRule.Measured measured -> measured(measured);
            case GateRule.Webhook hook -> webhook(hook);
            case GateRule.ManualApproval approval -> approval(approval);
        };
    }

    private GateResult success(GateRule.SuccessShare rule) {
        var counts = facts.counts();
        if (counts.settled(rule.min())) {
            return new Passed(rule, counts.confirmedLine(), null);
        }
        var line = "waiting for devices: " + counts.confirmedLine() + facts.keptBack();
        if (facts.waited().compareTo(deadline) < 0) {
            return new Waiting(rule, Wait.DEVICES, line);
        }
        var late = "no answer within " + Spoken.roughly(deadline) + ": " + line;
        return counts.online() == 0 ? new CannotTell(rule, late, null) : new Failed(rule, late, null);
    }

    /** Below the minimum a share within the limit holds nothing up, and one beyond it is not believed yet, either way. */
    private GateResult failure(GateRule.FailureShare rule) {
        var counts = facts.counts();
        var least = Math.min(rule.minVerdicts(), counts.devices());
        var line = String.format(
                Locale.ROOT,
                "%d of %d devices with a verdict failed, the limit is %.1f %%",
                counts.failures(),
                counts.verdicts(),
                100 * rule.max());
        if (counts.verdicts() == 0 || (double) counts.failures() / counts.verdicts() <= rule.max()) {
            return new Passed(rule, line, null);
        }
        return counts.verdicts() >= least
                ? new Failed(rule, line + facts.refused(), null)
                : new Waiting(rule, Wait.DEVICES, line + ", counted from " + least + " on");
    }

    private GateResult measured(GateRule.Measured rule) {
        if (rule.needsControl() && !answers.controlLeft()) {
            return new Passed(rule, NOBODY_LEFT, null);
        }
        return switch (answers.judgements().get(rule)) {
            case Judgement.Passed passed -> new Passed(rule, passed.summary(), passed.numbers());
            case Judgement.Worse worse -> new Failed(rule, worse.summary(), worse.numbers());
            case Judgement.CannotTell unclear ->
                new CannotTell(rule, "cannot tell: " + unclear.summary(), unclear.numbers());
            case null -> new CannotTell(rule, "cannot tell: " + rule.name() + " was not judged", null);
        };
    }

    private GateResult webhook(GateRule.Webhook rule) {
        var host = rule.url().getHost();
        var answer = answers.webhooks().get(rule);
        if (answer == null) {
            return new Waiting(rule, Wait.ANSWER, "waiting for " + host + " to be asked");
        }
        var line = host + ": " + answer.reason();
        return switch (answer.verdict()) {
            case PASS -> new Passed(rule, line, null);
            case FAIL -> new Failed(rule, line, null);
            case WAIT -> new Waiting(rule, Wait.ANSWER, "waiting for " + line);
            case NONE -> new CannotTell(rule, "cannot tell: " + line, null);
        };
    }

    private GateResult approval(GateRule.ManualApproval rule) {
        var word = answers.word();
        if (word == null) {
            return new Waiting(rule, Wait.APPROVAL, "waiting for somebody to approve the stage");
        }
        var line = (word.yes() ? "approved by " : "denied by ") + word.who() + ": " + word.reason();
        return word.yes() ? new Passed(rule, line, null) : new Failed(rule, line, null);
    }
}
