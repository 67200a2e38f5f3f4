package io.modelferry.control.optimisation.making;

import io.modelferry.control.optimisation.run.RunRows;
import io.modelferry.control.optimisation.study.StudyKind;
import io.modelferry.control.optimisation.study.StudyMaking;
import io.modelferry.control.platform.WorkQueue;
import org.springframework.stereotype.Component;

/** A run makes a variant, or studies the published file: both wait in one queue, so that measurements do not disturb each other. */
@Component
class RunWork implements WorkQueue.Doing {

    private final RunRows runs;
    private final VariantMaking variants;
    private final StudyMaking studies;

    RunWork(RunRows runs, VariantMaking variants, StudyMaking studies) {
        this.runs = runs;
        this.variants = variants;
        this.studies = studies;
    }

    @Override
    public void work(long id) throws Exception {
        var run = runs.get(id);
        var study = StudyKind.named(run.variant());
        if (study.isPresent()) {
            studies.work(run, study.get());
        } else {
            variants.work(id);
        }
    }

    @Override
    public void giveUp(long id, String reason) {
        var run = runs.get(id);
        if (StudyKind.named(run.variant()).isPresent()) {
            studies.giveUp(run, reason);
        } else {
            variants.giveUp(id, reason);
        }
    }
}
