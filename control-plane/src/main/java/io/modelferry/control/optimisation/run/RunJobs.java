package io.modelferry.control.optimisation.run;

import io.modelferry.control.optimisation.internal.Workshop;
import io.modelferry.optimizer.worker.Job;
import io.modelferry.optimizer.worker.Message.Failed;
import io.modelferry.optimizer.worker.Message.Result;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/** Has a run's jobs done by children: what they say becomes the run's progress, and a cancelled run ends its child. */
@Component
public class RunJobs {

    private static final long LOOK_FOR_CANCEL_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final Workshop workshop;
    private final RunRows runs;

    RunJobs(Workshop workshop, RunRows runs) {
        this.workshop = workshop;
        this.runs = runs;
    }

    /** @throws JobFailed if the child refused, a limit ended it, or somebody did */
    public <T extends Result> T ask(Run run, Job job, Class<T> answer)
            throws JobFailed, IOException, InterruptedException {
        var result = end(run, job);
        if (result instanceof Failed failed) {
            throw new JobFailed(failed);
        }
        return answer.cast(result);
    }

    /** How the job ended, also if it {@link Failed}. */
    public Result end(Run run, Job job) throws IOException, InterruptedException {
        try {
            return workshop.run(job, step -> runs.progress(run.id(), step), new CancelWatch(run));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the queue tells a stop from a failure by it
            throw e;
        }
    }

    /** Asks the database now and then, so that a cancel reaches whichever control plane does the work. */
    private final class CancelWatch implements BooleanSupplier {

        private final Run run;
        private long looked = System.nanoTime() - LOOK_FOR_CANCEL_NANOS;

        CancelWatch(Run run) {
            this.run = run;
        }

        @Override
        public boolean getAsBoolean() {
            if (System.nanoTime() - looked < LOOK_FOR_CANCEL_NANOS) {
                return false;
            }
            looked = System.nanoTime();
            return runs.cancelledBy(run.id()).isPresent();
        }
    }
}
