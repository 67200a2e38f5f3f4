package io.modelferry.control.optimisation.study;

import io.modelferry.control.optimisation.RunState;
import io.modelferry.control.optimisation.run.Run;
import io.modelferry.control.optimisation.run.RunJobs;
import io.modelferry.control.optimisation.run.RunRows;
import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.registry.lineage.Lineages;
import io.modelferry.control.registry.lineage.VersionRef;
import io.modelferry.optimizer.acceptance.Budgets;
import io.modelferry.optimizer.worker.Job;
import io.modelferry.optimizer.worker.Message.Decided;
import io.modelferry.optimizer.worker.Message.Failed;
import io.modelferry.optimizer.worker.Message.Found;
import io.modelferry.optimizer.worker.Message.Made;
import io.modelferry.optimizer.worker.Message.Measured;
import io.modelferry.optimizer.worker.Message.Proven;
import io.modelferry.optimizer.worker.Message.Reason;
import io.modelferry.optimizer.worker.Message.Result;
import io.modelferry.optimizer.worker.Message.Traced;
import java.io.IOException;
import java.util.Objects;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Does one study, in a process of its own, and keeps what it found with the end of its run. */
@Service
public class StudyMaking {

    /** Over which times of a profile are averaged. */
    private static final int RUNS = 20;

    /** Of a profile that is kept: the dearest, and the others added up. */
    private static final int MOST_NODES = 1000;

    private final Versions versions;
    private final Lineages lineages;
    private final Artifacts artifacts;
    private final RunJobs jobs;
    private final RunRows runs;
    private final StudyRows rows;
    private final TransactionTemplate transaction;

    StudyMaking(
            Versions versions,
            Lineages lineages,
            Artifacts artifacts,
            RunJobs jobs,
            RunRows runs,
            StudyRows rows,
            PlatformTransactionManager transactions) {
        this.versions = versions;
        this.lineages = lineages;
        this.artifacts = artifacts;
        this.jobs = jobs;
        this.runs = runs;
        this.rows = rows;
        this.transaction = new TransactionTemplate(transactions);
        transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    public void work(Run run, StudyKind kind) throws IOException, InterruptedException {
        if (!runs.begin(run.id())) {
            return; // cancelled while it waited, or done already
        }
        var result = jobs.end(run, job(run, kind));
        transaction.executeWithoutResult(status -> end(run, kind, result));
    }

    /** In the transaction that removes the run from the queue. */
    public void giveUp(Run run, String reason) {
        runs.end(run.id(), RunState.FAILED, Reason.CRASHED.name(), reason);
    }

    private Job job(Run run, StudyKind kind) throws IOException {
        var version = version(new VersionRef(run.model(), run.version()));
        var file = artifacts.localFile(version.digest());
        return switch (kind) {
            case PROFILE -> new Job.Trace(file, RUNS, MOST_NODES);
            case TEACHER -> {
                var teacher = Objects.requireNonNull(
                        lineages.of(new VersionRef(run.model(), run.version())).teacher(), "asked for with a teacher");
                var set = Objects.requireNonNull(version.acceptance(), "asked for with an acceptance set");
                yield new Job.Prove(
                        artifacts.localFile(version(teacher).digest()), file, artifacts.localFile(set), Budgets.NONE);
            }
        };
    }

    private VersionView version(VersionRef ref) {
        return versions.find(ref.model(), ref.version())
                .orElseThrow(() -> new IllegalStateException("no version " + ref));
    }

    private void end(Run run, StudyKind kind, Result result) {
        switch (result) {
            case Traced traced -> done(run, kind, traced.profile());
            case Proven proven -> done(run, kind, proven.proof());
            case Failed failed
            when failed.reason() == Reason.CANCELLED ->
                runs.end(
                        run.id(),
                        RunState.CANCELLED,
                        null,
                        "cancelled by " + runs.cancelledBy(run.id()).orElse("nobody"));
            case Failed failed ->
                runs.end(run.id(), RunState.FAILED, failed.reason().name(), failed.detail());
            case Made made -> throw unexpected(made);
            case Decided decided -> throw unexpected(decided);
            case Found found -> throw unexpected(found);
            case Measured measured -> throw unexpected(measured);
        }
    }

    private static IllegalStateException unexpected(Result result) {
        return new IllegalStateException("a study does not end with " + result);
    }

    private void done(Run run, StudyKind kind, Object found) {
        rows.keep(run, kind, found);
        runs.end(run.id(), RunState.DONE, null, "");
    }
}
