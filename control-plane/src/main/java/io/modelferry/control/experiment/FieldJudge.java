package io.modelferry.control.experiment;

import io.modelferry.control.rollout.gate.Judge;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.telemetry.Evidence;
import io.modelferry.control.telemetry.Evidence.Sample;
import io.modelferry.control.telemetry.Evidence.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Judges by what devices measured. Reads an arm once, however many rules are asked about it, and only as finely as they need. */
@Component
class FieldJudge implements Judge {

    /** What the fleet answered in the day before is what drift is measured from. */
    private static final Duration BEFORE = Duration.ofDays(1);

    private final Evidence evidence;
    private final Verdicts verdicts;

    FieldJudge(Evidence evidence, Verdicts verdicts) {
        this.evidence = evidence;
        this.verdicts = verdicts;
    }

    @Override
    public Judgement judge(Question question) {
        return judgeAll(List.of(question)).getFirst();
    }

    /** The questions' arms and beginning are those of the first. */
    @Override
    public List<Judgement> judgeAll(List<Question> questions) {
        var judgements = new ArrayList<Judgement>();
        if (!questions.isEmpty()) {
            var field = new Field(questions.getFirst());
            for (var question : questions) {
                var judgement = answer(question, field);
                verdicts.note(question, judgement);
                judgements.add(judgement);
            }
        }
        return judgements;
    }

    private static Judgement answer(Question question, Field field) {
        return switch (question.rule()) {
            case GateRule.AccuracyDrop rule
            when rule.byDevice() ->
                DeviceJudgements.accuracy(rule, field.treatment(), field.control(), question.alpha());
            case GateRule.AccuracyDrop rule ->
                AccuracyJudgement.of(rule, field.treatmentSum(), field.controlSum(), question.alpha());
            case GateRule.ErrorRate rule ->
                DeviceJudgements.errors(
                        rule, field.treatment(), rule.needsControl() ? field.control() : List.of(), question.alpha());
            case GateRule.LatencyRatio rule ->
                DeviceJudgements.latency(rule, field.treatment(), field.control(), question.alpha());
            case GateRule.Drift rule -> DriftJudgement.of(rule, field.treatment(), field.control(), field.before());
        };
    }

    /** What there is about a question's arms; each is read when it is first asked for. */
    private final class Field {

        private final Question question;
        private @Nullable List<Unit> treatment;
        private @Nullable List<Unit> control;

        private Field(Question question) {
            this.question = question;
        }

        private Sample treatmentSum() {
            return sum(question.treatment());
        }

        private Sample controlSum() {
            return sum(question.control());
        }

        private Sample sum(Arm arm) {
            return evidence.sample(question.model(), arm.digests(), arm.devices(), question.since());
        }

        private List<Unit> treatment() {
            treatment = treatment != null ? treatment : units(question.treatment(), question.since());
            return treatment;
        }

        private List<Unit> control() {
            control = control != null ? control : units(question.control(), question.since());
            return control;
        }

        /** Of control's devices, up to now; what they said since the stage began is taken off by the reader. */
        private List<Unit> before() {
            return units(question.control(), question.since().minus(BEFORE));
        }

        private List<Unit> units(Arm arm, Instant since) {
            return arm.digests().isEmpty() || arm.devices().isEmpty()
                    ? List.of()
                    : evidence.units(question.model(), arm.digests(), arm.devices(), since);
        }
    }
}
