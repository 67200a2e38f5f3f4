package io.modelferry.control.optimisation.making;

import io.modelferry.control.optimisation.OptimisationRuns;
import io.modelferry.control.optimisation.RunResult;
import io.modelferry.control.optimisation.RunState;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.making.Outcome.Ended;
import io.modelferry.control.optimisation.run.Run;
import io.modelferry.control.optimisation.run.RunRows;
import io.modelferry.control.optimisation.study.StudyDesk;
import io.modelferry.control.optimisation.study.StudyKind;
import io.modelferry.control.optimisation.variant.Variant;
import io.modelferry.control.optimisation.variant.VariantRows;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.CalibrationSets;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.registry.tombstone.VersionPins;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.optimizer.recipe.NamedTechniques;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.worker.Message.Failed;
import io.modelferry.optimizer.worker.Message.Reason;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes orders for runs. */
@Service
@Transactional
class RunDesk implements OptimisationRuns {

    private final Versions versions;
    private final VersionPins pins;
    private final CalibrationSets calibrationSets;
    private final VariantRows variants;
    private final RunRows runs;
    private final StudyDesk studies;
    private final VariantEnds ends;
    private final Optimisation optimisation;
    private final AuditTrail audit;
    private final InstantSource clock;

    RunDesk(
            Versions versions,
            VersionPins pins,
            CalibrationSets calibrationSets,
            VariantRows variants,
            RunRows runs,
            StudyDesk studies,
            VariantEnds ends,
            Optimisation optimisation,
            AuditTrail audit,
            InstantSource clock) {
        this.versions = versions;
        this.pins = pins;
        this.calibrationSets = calibrationSets;
        this.variants = variants;
        this.runs = runs;
        this.studies = studies;
        this.ends = ends;
        this.optimisation = optimisation;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public List<RunView> of(ModelName model, VersionName version) {
        return runs.of(model, version);
    }

    @Override
    public Optional<RunView> find(long id) {
        return runs.find(id);
    }

    @Override
    public Optional<RunResult> result(long id) {
        return runs.result(id);
    }

    @Override
    public List<RunView> request(ModelName model, VersionName version, Order order, String by) {
        var view = versions.find(model, version).orElseThrow(() -> Refusal.notFound("version", model + "@" + version));
        pins.pin(model, version);
        requireTechniques(order);
        requireCalibration(order, view);
        requirePercentile(order);
        var ids = order.variants().stream()
                .map(name -> queue(
                        model,
                        version,
                        isMeasured(name)
                                ? new Order(List.of(name), order.calibration(), order.percentile())
                                : new Order(name),
                        by))
                .toList();
        optimisation.wakeAfterCommit();
        return ids.stream().flatMap(id -> runs.find(id).stream()).toList();
    }

    /** @param order of one variant */
    private long queue(ModelName model, VersionName version, Order order, String by) {
        var name = order.variants().getFirst();
        StudyKind.named(name)
                .ifPresentOrElse(
                        kind -> studies.requirePossible(model, version, kind), () -> begin(model, version, name));
        var run = runs.insert(model, version, order, by);
        if (mayBegin(model, version, name)) {
            runs.release(run);
        }
        audit.record("optimisation.run-requested", "variant", model + "@" + version + " " + name, Map.of("run", run));
        return run;
    }

    private void begin(ModelName model, VersionName version, String name) {
        var variant = variants.findByModelAndVersionAndVariant(model.value(), version.value(), name);
        if (variant.isPresent()) {
            requireEnded(variant.get());
            variant.get().restart();
        } else {
            var position = variants.countByModelAndVersion(model.value(), version.value());
            variants.save(new Variant(model, version, name, position, clock.instant()));
        }
    }

    /** The published file is the measure for the others: they wait for its proof. */
    private boolean mayBegin(ModelName model, VersionName version, String name) {
        if (name.equals(Variants.AS_PUBLISHED)) {
            return true;
        }
        var published = variants.findByModelAndVersionAndVariant(model.value(), version.value(), Variants.AS_PUBLISHED)
                .orElseThrow(() -> new IllegalStateException(
                        "no variant %s of %s@%s".formatted(Variants.AS_PUBLISHED, model, version)));
        if (!published.isRunning() && !published.isProven()) {
            throw Refusal.conflict(
                    "published-not-offered",
                    "The published file is not offered: %s. Ask for %s first."
                            .formatted(published.view().reason(), Variants.AS_PUBLISHED));
        }
        return published.isProven();
    }

    @Override
    public RunView cancel(long id, String by) {
        var held = runs.hold(id).orElseThrow(() -> Refusal.notFound("run", id));
        if (held.hasEnded()) {
            throw Refusal.conflict("run-ended", "Run %d has ended: %s.".formatted(id, held.state()));
        }
        var run = Run.of(held);
        runs.askToCancel(id, by);
        audit.record("optimisation.run-cancelled", "variant", run.toString(), Map.of("run", id));
        if (held.state().equals(RunState.QUEUED.name())) {
            var version = versions.find(run.model(), run.version()).orElseThrow();
            ends.endInside(run, version, new Ended(new Failed(Reason.CANCELLED, "")));
        }
        return runs.find(id).orElseThrow();
    }

    private static void requireTechniques(Order order) {
        if (order.variants().isEmpty()) {
            throw Refusal.invalid("technique-missing", "Name at least one of " + NamedTechniques.NAMES + ".")
                    .about("techniques");
        }
        for (var name : order.variants()) {
            if (!name.equals(Variants.AS_PUBLISHED)
                    && StudyKind.named(name).isEmpty()
                    && NamedTechniques.named(name).isEmpty()) {
                throw Refusal.invalid(
                                "unknown-technique",
                                "No technique makes '%s'; there are %s.".formatted(name, NamedTechniques.NAMES))
                        .about("techniques");
            }
        }
    }

    private void requireCalibration(Order order, VersionView version) {
        var measured = order.variants().stream().filter(RunDesk::isMeasured).findFirst();
        if (order.calibration() == null) {
            if (measured.isPresent() && version.calibration() == null) {
                throw Refusal.invalid(
                                "calibration-missing",
                                "%s measures activations on typical inputs: upload a calibration set with %s, and name it."
                                        .formatted(measured.get(), inputs(version)))
                        .about("calibration");
            }
        } else if (measured.isEmpty()) {
            throw Refusal.invalid(
                            "calibration-unused",
                            "None of %s measures activations: leave the calibration set out."
                                    .formatted(order.variants()))
                    .about("calibration");
        } else {
            calibrationSets.requireFits(order.calibration(), version);
        }
    }

    private static void requirePercentile(Order order) {
        var percentile = order.percentile();
        if (percentile == null) {
            return;
        }
        if (!(percentile > 0 && percentile <= 100)) {
            throw Refusal.invalid(
                            "bad-percentile",
                            "percentile: codes reach a share of the values above 0 and at most 100 percent, not %s."
                                    .formatted(percentile))
                    .about("percentile");
        }
        if (order.variants().stream().noneMatch(RunDesk::isMeasured)) {
            throw Refusal.invalid(
                            "percentile-unused",
                            "None of %s measures activations: leave the percentile out.".formatted(order.variants()))
                    .about("percentile");
        }
    }

    private static boolean isMeasured(String name) {
        return NamedTechniques.named(name).orElse(null) instanceof StaticQuantisation;
    }

    private static String inputs(VersionView version) {
        return version.inputs().stream()
                .map(input -> "'%s' %s %s".formatted(input.name(), input.dtype(), input.shape()))
                .collect(Collectors.joining(", "));
    }

    private static void requireEnded(Variant variant) {
        var view = variant.view();
        if (variant.isRunning() || variant.isProven()) {
            throw Refusal.conflict(
                    "variant-exists",
                    "%s of %s@%s is %s."
                            .formatted(
                                    view.variant(),
                                    view.model(),
                                    view.version(),
                                    variant.isProven() ? "made already" : "being made"));
        }
    }
}
