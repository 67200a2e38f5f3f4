package io.modelferry.control.optimisation;

import io.modelferry.control.optimisation.Outcome.Declined;
import io.modelferry.control.optimisation.Outcome.Ended;
import io.modelferry.control.optimisation.Outcome.Offered;
import io.modelferry.control.optimisation.internal.Workshop;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.WorkQueue;
import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.optimizer.acceptance.Budgets;
import io.modelferry.optimizer.recipe.Fusion;
import io.modelferry.optimizer.recipe.MagnitudePruning;
import io.modelferry.optimizer.recipe.NamedTechniques;
import io.modelferry.optimizer.recipe.Technique;
import io.modelferry.optimizer.worker.Job;
import io.modelferry.optimizer.worker.Message.Failed;
import io.modelferry.optimizer.worker.Message.Made;
import io.modelferry.optimizer.worker.Message.Measured;
import io.modelferry.optimizer.worker.Message.Proven;
import io.modelferry.optimizer.worker.Message.Reason;
import io.modelferry.optimizer.worker.Message.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Does one run: make, measure, decide. Every touch of a model happens in a process of its own. A result is committed on its own,
 * so a restart goes on where the last one ended; techniques give the same bytes again.
 */
@Service
class VariantMaking implements WorkQueue.Doing {

    private final Versions versions;
    private final Artifacts artifacts;
    private final Workshop workshop;
    private final RunRows runs;
    private final VariantEnds ends;
    private final Budgets budgets;

    VariantMaking(
            Versions versions,
            Artifacts artifacts,
            Workshop workshop,
            RunRows runs,
            VariantEnds ends,
            ModelferryConfiguration configuration) {
        this.versions = versions;
        this.artifacts = artifacts;
        this.workshop = workshop;
        this.runs = runs;
        this.ends = ends;
        var settings = configuration.optimisation();
        this.budgets = new Budgets(
                settings.maxAccuracyDrop(), settings.maxWorstClassDrop(), null, settings.minCosine(), null, null);
    }

    @Override
    public void work(long id) throws IOException, InterruptedException {
        if (!runs.begin(id)) {
            return; // cancelled while it waited, or done already
        }
        var run = runs.get(id);
        ends.end(run, version(run), outcome(run));
    }

    @Override
    public void giveUp(long id, String reason) {
        var run = runs.get(id);
        ends.endInside(run, version(run), new Ended(new Failed(Reason.CRASHED, reason)));
    }

    private Outcome outcome(Run run) throws IOException, InterruptedException {
        try {
            var version = version(run);
            return run.isAsPublished() ? asPublished(run, version) : made(run, version);
        } catch (JobFailed e) {
            return new Ended(e.how);
        }
    }

    private Outcome asPublished(Run run, VersionView version) throws JobFailed, IOException, InterruptedException {
        var job = new Job.Measure(artifacts.localFile(version.digest()), acceptance(version));
        var measured = ask(run, job, Measured.class);
        var proof = Proof.published(version.lengthBytes(), measured);
        return proof.measurement() != null && !proof.measurement().finite()
                ? new Declined(proof, "its outputs are not all numbers")
                : new Offered(version.digest(), proof, "");
    }

    private Outcome made(Run run, VersionView version) throws JobFailed, IOException, InterruptedException {
        var technique = technique(run);
        var file = workshop.file(version.digest() + "." + run.id());
        try {
            var job = new Job.Rewrite(artifacts.localFile(version.digest()), technique, file);
            var made = ask(run, job, Made.class);
            var obstacle = obstacle(version, technique, made);
            return obstacle.isPresent()
                    ? new Declined(Proof.unmeasured(made.layers() == 0 ? 0 : made.lengthAfter()), obstacle.get())
                    : proven(run, version, made, file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Why it need not even be measured. */
    private static Optional<String> obstacle(VersionView version, Technique technique, Made made) {
        if (made.layers() == 0) {
            return Optional.of(nothingChanged(made));
        }
        if (isForSize(technique) && made.lengthAfter() >= version.lengthBytes()) {
            return Optional.of(
                    "it is not smaller: %d bytes, published %d".formatted(made.lengthAfter(), version.lengthBytes()));
        }
        return version.acceptance() == null
                ? Optional.of("nothing proves it: the version has no acceptance set")
                : Optional.empty();
    }

    private Outcome proven(Run run, VersionView version, Made made, Path file)
            throws JobFailed, IOException, InterruptedException {
        var set = Objects.requireNonNull(acceptance(version));
        var job = new Job.Prove(artifacts.localFile(version.digest()), file, set, budgets);
        return decided(ask(run, job, Proven.class), made, file);
    }

    private Outcome decided(Proven proven, Made made, Path file) throws IOException {
        var shown = proven.proof();
        var proof = new Proof(made.lengthAfter(), shown.variant(), shown.comparison(), shown.peakBytes());
        return shown.notOffered().isEmpty()
                ? new Offered(artifacts.adopt(file).digest(), proof, made.tool())
                : new Declined(proof, String.join("; ", shown.notOffered()));
    }

    private <T extends Result> T ask(Run run, Job job, Class<T> answer)
            throws JobFailed, IOException, InterruptedException {
        try {
            var result = workshop.run(job, step -> runs.progress(run.id(), step), new CancelWatch(run, runs));
            if (result instanceof Failed failed) {
                throw new JobFailed(failed);
            }
            return answer.cast(result);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the queue tells a stop from a failure by it
            throw e;
        }
    }

    private @Nullable Path acceptance(VersionView version) throws IOException {
        var set = version.acceptance();
        return set == null ? null : artifacts.localFile(set);
    }

    private VersionView version(Run run) {
        return versions.find(run.model(), run.version())
                .orElseThrow(() -> new IllegalStateException("no version of " + run));
    }

    private static Technique technique(Run run) {
        return NamedTechniques.named(run.variant())
                .orElseThrow(() -> new IllegalStateException("no technique makes " + run));
    }

    /** Pruned and fused files keep about their length: what they save is sent bytes and time. */
    private static boolean isForSize(Technique technique) {
        return !(technique instanceof MagnitudePruning) && !(technique instanceof Fusion);
    }

    private static String nothingChanged(Made made) {
        return made.leftAlone().stream()
                .findFirst()
                .map(layer -> "no layer takes this form; %s: %s"
                        .formatted(layer.node().isEmpty() ? layer.operator() : layer.node(), layer.reason()))
                .orElse("no layer has stored FLOAT weights that could take this form");
    }

    private static final class JobFailed extends Exception {

        private final transient Failed how;

        JobFailed(Failed how) {
            super(how.detail());
            this.how = how;
        }
    }
}
