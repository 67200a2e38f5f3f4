package io.modelferry.control.optimisation.making;

import io.modelferry.control.optimisation.RunResult;
import io.modelferry.control.optimisation.internal.Workshop;
import io.modelferry.control.optimisation.making.Outcome.Declined;
import io.modelferry.control.optimisation.making.Outcome.Ended;
import io.modelferry.control.optimisation.making.Outcome.Offered;
import io.modelferry.control.optimisation.run.JobFailed;
import io.modelferry.control.optimisation.run.Run;
import io.modelferry.control.optimisation.run.RunJobs;
import io.modelferry.control.optimisation.run.RunRows;
import io.modelferry.control.optimisation.variant.Proof;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.WorkQueue;
import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.optimizer.acceptance.Budgets;
import io.modelferry.optimizer.recipe.Fusion;
import io.modelferry.optimizer.recipe.HalfPrecision;
import io.modelferry.optimizer.recipe.LayerWise;
import io.modelferry.optimizer.recipe.MagnitudePruning;
import io.modelferry.optimizer.recipe.NamedTechniques;
import io.modelferry.optimizer.recipe.Recipe;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.recipe.Technique;
import io.modelferry.optimizer.worker.Job;
import io.modelferry.optimizer.worker.Message.Decided;
import io.modelferry.optimizer.worker.Message.Failed;
import io.modelferry.optimizer.worker.Message.Found;
import io.modelferry.optimizer.worker.Message.Made;
import io.modelferry.optimizer.worker.Message.Measured;
import io.modelferry.optimizer.worker.Message.Proven;
import io.modelferry.optimizer.worker.Message.Reason;
import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Does one run: measure what the recipe needs, make, prove, decide. Every touch of a model happens in a process of its own. A
 * result is committed on its own, so a restart goes on where the last one ended; recipes give the same bytes again.
 */
@Service
class VariantMaking implements WorkQueue.Doing {

    private final Versions versions;
    private final Artifacts artifacts;
    private final Workshop workshop;
    private final RunJobs jobs;
    private final RunRows runs;
    private final VariantEnds ends;
    private final double maxDrop;
    private final Budgets budgets;

    VariantMaking(
            Versions versions,
            Artifacts artifacts,
            Workshop workshop,
            RunJobs jobs,
            RunRows runs,
            VariantEnds ends,
            ModelferryConfiguration configuration) {
        this.versions = versions;
        this.artifacts = artifacts;
        this.workshop = workshop;
        this.jobs = jobs;
        this.runs = runs;
        this.ends = ends;
        var settings = configuration.optimisation();
        this.maxDrop = settings.maxAccuracyDrop();
        this.budgets = new Budgets(maxDrop, settings.maxWorstClassDrop(), null, settings.minCosine(), null, null);
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
            return new Ended(e.how());
        }
    }

    private Outcome asPublished(Run run, VersionView version) throws JobFailed, IOException, InterruptedException {
        var job = new Job.Measure(model(version), file(version.acceptance()));
        var measured = jobs.ask(run, job, Measured.class);
        var proof = Proof.published(version.lengthBytes(), measured);
        return proof.measurement() != null && !proof.measurement().finite()
                ? new Declined(proof, "its outputs are not all numbers", null)
                : new Offered(version.digest(), proof, "", null);
    }

    private Outcome made(Run run, VersionView version) throws JobFailed, IOException, InterruptedException {
        var technique = technique(run, version);
        return switch (technique) {
            case StaticQuantisation quantisation -> calibrated(run, version, quantisation);
            case LayerWise layerWise -> spared(run, version, layerWise);
            case HalfPrecision _, MagnitudePruning _, Fusion _ -> made(run, version, Measure.of(technique));
        };
    }

    private Outcome calibrated(Run run, VersionView version, StaticQuantisation quantisation)
            throws JobFailed, IOException, InterruptedException {
        var set = file(run.calibration() == null ? version.calibration() : run.calibration());
        if (set == null) {
            return new Declined(
                    Proof.unmeasured(0),
                    "nothing to measure activations with: the version has no calibration set",
                    null);
        }
        var job = new Job.Calibrate(model(version), quantisation, set, run.ranges(), budget(version));
        return made(run, version, Measure.of(jobs.ask(run, job, Decided.class)));
    }

    /** With every layer in codes first: most models hold their budget so, and need no search. */
    private Outcome spared(Run run, VersionView version, LayerWise technique)
            throws JobFailed, IOException, InterruptedException {
        var whole = made(run, version, Measure.of(technique));
        var budget = budget(version);
        if (budget == null
                || !(whole instanceof Declined declined)
                || declined.proof().drop() <= maxDrop) {
            return whole;
        }
        try {
            var search = new Job.Spare(model(version), technique, budget);
            return made(run, version, Measure.of(jobs.ask(run, search, Decided.class)));
        } catch (JobFailed e) {
            if (e.how().reason() != Reason.CANNOT_REWRITE) {
                throw e;
            }
            return new Declined(
                    declined.proof(), declined.why() + "; " + e.how().detail(), declined.result());
        }
    }

    private Outcome made(Run run, VersionView version, Measure measure)
            throws JobFailed, IOException, InterruptedException {
        var out = workshop.file(version.digest() + "." + run.id());
        try {
            var made = jobs.ask(run, new Job.Rewrite(model(version), measure.technique(), out), Made.class);
            var recipe = new Recipe(version.digest().hex(), made.tool(), measure.technique());
            var result = RunResult.of(recipe, made, measure.ranked(), measure.trials());
            var obstacle = obstacle(version, measure.technique(), made);
            return obstacle.isPresent()
                    ? new Declined(
                            Proof.unmeasured(made.layers() == 0 ? 0 : made.lengthAfter()), obstacle.get(), result)
                    : decided(proven(run, version, out), made, result, out);
        } finally {
            Files.deleteIfExists(out);
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

    private Proven proven(Run run, VersionView version, Path out) throws JobFailed, IOException, InterruptedException {
        var set = Objects.requireNonNull(file(version.acceptance()));
        return jobs.ask(run, new Job.Prove(model(version), out, set, budgets), Proven.class);
    }

    private Outcome decided(Proven proven, Made made, RunResult result, Path out) throws IOException {
        var shown = proven.proof();
        var proof = new Proof(made.lengthAfter(), shown.variant(), shown.comparison(), shown.peakBytes());
        return shown.notOffered().isEmpty()
                ? new Offered(artifacts.adopt(out).digest(), proof, made.tool(), result)
                : new Declined(proof, String.join("; ", shown.notOffered()), result);
    }

    /** Layers go back to float until it holds; without an acceptance set nothing could tell. */
    private Job.@Nullable Budget budget(VersionView version) throws IOException {
        var set = file(version.acceptance());
        return set == null ? null : new Job.Budget(set, maxDrop);
    }

    private Path model(VersionView version) throws IOException {
        return artifacts.localFile(version.digest());
    }

    private @Nullable Path file(@Nullable ArtifactDigest set) throws IOException {
        return set == null ? null : artifacts.localFile(set);
    }

    private VersionView version(Run run) {
        return versions.find(run.model(), run.version())
                .orElseThrow(() -> new IllegalStateException("no version of " + run));
    }

    /** With the nodes that stay as they are. Of half precision the recipe names operators, of all others their nodes. */
    private Technique technique(Run run, VersionView version) throws JobFailed, IOException, InterruptedException {
        var usual = NamedTechniques.named(run.variant())
                .orElseThrow(() -> new IllegalStateException("no technique makes " + run));
        if (usual instanceof HalfPrecision) {
            return new HalfPrecision(run.excludeOperators(), run.exclude());
        }
        var nodes = new TreeSet<>(run.exclude());
        if (!run.excludeOperators().isEmpty()) {
            var find = new Job.Find(model(version), run.excludeOperators());
            nodes.addAll(jobs.ask(run, find, Found.class).nodes());
        }
        return usual.excluding(nodes);
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
}
