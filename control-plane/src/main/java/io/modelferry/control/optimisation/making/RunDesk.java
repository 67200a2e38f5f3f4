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
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.tombstone.VersionPins;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.optimizer.worker.Message.Failed;
import io.modelferry.optimizer.worker.Message.Reason;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes orders for runs. */
@Service
@Transactional
class RunDesk implements OptimisationRuns {

    private final Versions versions;
    private final VersionPins pins;
    private final OrderRules rules;
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
            OrderRules rules,
            VariantRows variants,
            RunRows runs,
            StudyDesk studies,
            VariantEnds ends,
            Optimisation optimisation,
            AuditTrail audit,
            InstantSource clock) {
        this.versions = versions;
        this.pins = pins;
        this.rules = rules;
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
        rules.requireSense(order, view);
        var ids = order.variants().stream()
                .map(name -> queue(model, version, OrderRules.part(order, name), by))
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
