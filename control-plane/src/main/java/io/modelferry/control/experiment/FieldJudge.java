package io.modelferry.control.experiment;

import io.modelferry.control.rollout.Judge;
import io.modelferry.control.rollout.Judge.Judgement.CannotTell;
import io.modelferry.control.rollout.Judge.Judgement.Passed;
import io.modelferry.control.rollout.Judge.Judgement.Worse;
import io.modelferry.control.telemetry.Evidence;
import io.modelferry.control.telemetry.Evidence.Sample;
import io.modelferry.statistics.AccuracyDrop;
import java.util.Locale;
import org.springframework.stereotype.Component;

/**
 * Judges by what devices measured. Passed means that the drop is proven to lie within the margin, worse that it is proven to lie
 * beyond it; in between, or without the minimum sample in either arm, nothing is told.
 */
@Component
class FieldJudge implements Judge {

    private final Evidence evidence;
    private final Verdicts verdicts;

    FieldJudge(Evidence evidence, Verdicts verdicts) {
        this.evidence = evidence;
        this.verdicts = verdicts;
    }

    @Override
    public Judgement judge(Question question) {
        var judgement = compare(question, sample(question, question.treatment()), sample(question, question.control()));
        verdicts.note(question, judgement);
        return judgement;
    }

    private Sample sample(Question question, Arm arm) {
        return evidence.sample(question.model(), arm.digests(), arm.devices(), question.since());
    }

    static Judgement compare(Question question, Sample treatment, Sample control) {
        if (treatment.labelled() == 0 || control.labelled() == 0) {
            return new CannotTell(null, missing(question, treatment, control));
        }
        var drop = AccuracyDrop.of(treatment.correct(), treatment.labelled(), control.correct(), control.labelled());
        var comparison = new Comparison(
                treatment.labelled(),
                treatment.accuracy(),
                control.labelled(),
                control.accuracy(),
                drop.estimate(),
                drop.lowerBound(),
                drop.upperBound());
        if (treatment.labelled() < question.minSamples() || control.labelled() < question.minSamples()) {
            return new CannotTell(comparison, missing(question, treatment, control));
        }
        var summary = summary(question, comparison);
        if (drop.above(question.maxDrop())) {
            return new Worse(comparison, summary);
        }
        return drop.below(question.maxDrop()) ? new Passed(comparison, summary) : new CannotTell(comparison, summary);
    }

    private static String missing(Question question, Sample treatment, Sample control) {
        var thin = treatment.labelled() <= control.labelled();
        return "%d of %d labelled samples in %s"
                .formatted(
                        thin ? treatment.labelled() : control.labelled(),
                        question.minSamples(),
                        thin ? "treatment" : "control");
    }

    private static String summary(Question question, Comparison comparison) {
        return String.format(
                Locale.ROOT,
                "accuracy %.1f %% against %.1f %% in control, a change of %+.1f points (between %+.1f and %+.1f), allowed is %+.1f",
                100 * comparison.treatmentAccuracy(),
                100 * comparison.controlAccuracy(),
                -100 * comparison.drop(),
                -100 * comparison.upperBound(),
                -100 * comparison.lowerBound(),
                -100 * question.maxDrop());
    }
}
