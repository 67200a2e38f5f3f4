package io.modelferry.control.rollout.gate;

import io.modelferry.control.rollout.gate.Judge.Arm;
import io.modelferry.control.rollout.gate.Judge.Judgement;
import io.modelferry.control.rollout.gate.Judge.Question;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.GateRules;
import io.modelferry.protocol.ModelName;
import io.modelferry.statistics.Guardrails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was answered of a stage, beside its devices' own counts.
 *
 * @param controlLeft whether somebody is left to compare with; if not, rules that compare fall away
 * @param word of the person who was asked; null while nobody answered
 */
public record GateAnswers(
        Map<GateRule.Measured, Judgement> judgements,
        boolean controlLeft,
        Map<GateRule.Webhook, WebhookAnswer> webhooks,
        @Nullable Word word) {

    /** The chance, over a stage's whole life, that any of its gates says what is not so. */
    static final double ALPHA = 0.05;

    /** A person's answer. */
    public record Word(boolean yes, String who, String reason) {}

    public GateAnswers {
        judgements = Map.copyOf(judgements);
        webhooks = Map.copyOf(webhooks);
    }

    /**
     * Puts every rule that can be asked to the judge. A judge that fails has not answered: its rules cannot be told, nor can those about an
     * arm without devices.
     *
     * @param control null if nobody is left to compare with
     */
    public static GateAnswers ask(Judge judge, Stage stage, Arm treatment, @Nullable Arm control) {
        var share = new Guardrails(ALPHA, GateRules.tested(stage.rules)).alphaOfEach();
        var other = control == null ? Arm.NOBODY : control;
        var judgements = new HashMap<GateRule.Measured, Judgement>();
        var questions = new ArrayList<Question>();
        for (var rule : measured(stage, control != null)) {
            var empty = emptyArm(rule, treatment, other);
            if (empty == null) {
                questions.add(new Question(stage.rollout, stage.model, treatment, other, stage.since, rule, share));
            } else {
                judgements.put(rule, new Judgement.CannotTell(null, "no device is in " + empty));
            }
        }
        judgements.putAll(judged(judge, questions));
        return new GateAnswers(judgements, control != null, Map.of(), null);
    }

    private static List<GateRule.Measured> measured(Stage stage, boolean controlLeft) {
        return stage.rules.stream()
                .flatMap(rule -> rule.measured().stream())
                .filter(rule -> controlLeft || !rule.needsControl())
                .toList();
    }

    private static @Nullable String emptyArm(GateRule.Measured rule, Arm treatment, Arm control) {
        if (treatment.devices().isEmpty()) {
            return "treatment";
        }
        return rule.needsControl() && control.devices().isEmpty() ? "control" : null;
    }

    /** @param since the stage opened */
    public record Stage(String rollout, ModelName model, Instant since, List<GateRule> rules) {}

    private static Map<GateRule.Measured, Judgement> judged(Judge judge, List<Question> questions) {
        var judgements = new HashMap<GateRule.Measured, Judgement>();
        try {
            var answers = questions.isEmpty() ? List.<Judgement>of() : judge.judgeAll(questions);
            for (var i = 0; i < questions.size(); i++) {
                judgements.put(questions.get(i).rule(), answers.get(i));
            }
        } catch (RuntimeException failed) {
            var why = "could not be evaluated: " + failed;
            questions.forEach(asked -> judgements.put(asked.rule(), new Judgement.CannotTell(null, why)));
        }
        return judgements;
    }

    public GateAnswers with(Map<GateRule.Webhook, WebhookAnswer> answered) {
        return new GateAnswers(judgements, controlLeft, answered, word);
    }

    public GateAnswers with(@Nullable Word said) {
        return new GateAnswers(judgements, controlLeft, webhooks, said);
    }
}
