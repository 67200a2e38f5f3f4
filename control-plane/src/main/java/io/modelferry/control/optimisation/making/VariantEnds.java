package io.modelferry.control.optimisation.making;

import io.modelferry.control.optimisation.RunState;
import io.modelferry.control.optimisation.VariantReady;
import io.modelferry.control.optimisation.making.Outcome.Declined;
import io.modelferry.control.optimisation.making.Outcome.Ended;
import io.modelferry.control.optimisation.making.Outcome.Offered;
import io.modelferry.control.optimisation.run.Run;
import io.modelferry.control.optimisation.run.RunRows;
import io.modelferry.control.optimisation.variant.Proof;
import io.modelferry.control.optimisation.variant.Variant;
import io.modelferry.control.optimisation.variant.VariantRows;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.registry.floor.Floors;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.trust.SignedModels;
import io.modelferry.control.trust.TargetsSigned;
import io.modelferry.optimizer.worker.Message.Failed;
import io.modelferry.optimizer.worker.Message.Reason;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.trust.Acceptance;
import io.modelferry.protocol.trust.SignedModel;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Ends a run in one transaction: its row, the variant's, the entry in the signed targets, the audit row, the event. A variant that
 * has ended stays as it is: work that is done twice changes nothing.
 */
@Service
@Transactional(propagation = Propagation.REQUIRES_NEW)
class VariantEnds {

    private static final Logger log = LoggerFactory.getLogger(VariantEnds.class);

    private static final String PUBLISHED_NOT_OFFERED = "the published file is not offered";

    private final VariantRows variants;
    private final RunRows runs;
    private final SignedModels signed;
    private final Floors floors;
    private final Artifacts artifacts;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;
    private final double acceptanceMargin;

    VariantEnds(
            VariantRows variants,
            RunRows runs,
            SignedModels signed,
            Floors floors,
            Artifacts artifacts,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock,
            ModelferryConfiguration configuration) {
        this.variants = variants;
        this.runs = runs;
        this.signed = signed;
        this.floors = floors;
        this.artifacts = artifacts;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
        this.acceptanceMargin = configuration.optimisation().acceptanceMargin();
    }

    void end(Run run, VersionView version, Outcome outcome) {
        endInside(run, version, outcome);
    }

    /** The same in the transaction that runs. */
    @Transactional(propagation = Propagation.REQUIRED)
    void endInside(Run run, VersionView version, Outcome outcome) {
        running(run)
                .ifPresentOrElse(variant -> end(run, version, variant, outcome), () -> endWithoutVariant(run, outcome));
    }

    /** Its variant has ended, or it is a study, which makes none. */
    private void endWithoutVariant(Run run, Outcome outcome) {
        if (outcome instanceof Ended ended && ended.how().reason() == Reason.CANCELLED) {
            runs.end(run.id(), RunState.CANCELLED, null, cancelledBy(run));
        } else {
            runs.end(run.id(), RunState.DONE, null, "");
        }
    }

    private String cancelledBy(Run run) {
        return "cancelled by " + runs.cancelledBy(run.id()).orElse("nobody");
    }

    private void end(Run run, VersionView version, Variant variant, Outcome outcome) {
        switch (outcome) {
            case Offered offered -> offer(run, version, variant, offered);
            case Declined declined -> {
                variant.decline(declined.proof(), declined.why(), clock.instant());
                runs.done(run.id(), declined.result());
            }
            case Ended ended -> end(run, variant, ended.how());
        }
        logEnd(variant);
        if (run.isAsPublished()) {
            othersGoOn(version, variant);
        }
    }

    private void offer(Run run, VersionView version, Variant variant, Offered offered) {
        var proof = offered.proof();
        runs.done(run.id(), offered.result());
        switch (signed.add(entry(version, run.variant(), offered.file(), proof))) {
            case SIGNED -> {
                variant.offer(offered.file(), proof, offered.tool(), clock.instant());
                offered(variant);
            }
            case AWAITING_SIGNATURE -> variant.await(offered.file(), proof, offered.tool(), clock.instant());
        }
    }

    /** What waited for a signature is offered now, in the transaction that signed it. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void on(TargetsSigned event) {
        for (var file : event.models()) {
            variants.findByModelAndVersionAndVariant(
                            file.model().value(), file.version().value(), file.variant())
                    .filter(Variant::isAwaitingSignature)
                    .ifPresent(variant -> {
                        variant.signed();
                        offered(variant);
                        logEnd(variant);
                    });
        }
    }

    private void offered(Variant variant) {
        var view = variant.view();
        var file = Objects.requireNonNull(view.digest());
        audit.record(
                "optimisation.variant-offered",
                "variant",
                "%s@%s %s".formatted(view.model(), view.version(), view.variant()),
                Map.of("digest", file.hex(), "lengthBytes", view.lengthBytes()));
        events.publishEvent(new VariantReady(view.model(), view.version(), view.variant(), file, view.lengthBytes()));
    }

    private void end(Run run, Variant variant, Failed how) {
        switch (how.reason()) {
            case BAD_MODEL, CANNOT_REWRITE, CANNOT_RUN, BAD_ACCEPTANCE_SET, BAD_CALIBRATION_SET -> {
                variant.decline(how.detail(), clock.instant());
                runs.end(run.id(), RunState.FAILED, how.reason().name(), how.detail());
            }
            case CANCELLED -> {
                var by = cancelledBy(run);
                variant.decline(by, clock.instant());
                runs.end(run.id(), RunState.CANCELLED, null, by);
            }
            case BAD_JOB, OUT_OF_MEMORY, OUT_OF_TIME, CRASHED -> {
                variant.fail(how.detail(), clock.instant());
                runs.end(run.id(), RunState.FAILED, how.reason().name(), how.detail());
            }
        }
    }

    /** The published file is the measure for the others: their turn comes now, or never. */
    private void othersGoOn(VersionView version, Variant published) {
        for (var other : runs.queued(version.model(), version.version())) {
            if (published.isProven()) {
                runs.release(other.id());
            } else {
                running(other).ifPresent(variant -> variant.decline(PUBLISHED_NOT_OFFERED, clock.instant()));
                runs.end(other.id(), RunState.CANCELLED, null, PUBLISHED_NOT_OFFERED);
            }
        }
    }

    private Optional<Variant> running(Run run) {
        return variants.findByModelAndVersionAndVariant(
                        run.model().value(), run.version().value(), run.variant())
                .filter(Variant::isRunning);
    }

    private SignedModel entry(VersionView version, String variant, ArtifactDigest file, Proof proof) {
        return new SignedModel(
                version.model(),
                version.version(),
                variant,
                file,
                proof.lengthBytes(),
                version.releaseCounter(),
                floors.bring(version.model(), version.version()),
                version.opset(),
                acceptance(version, proof));
    }

    private @Nullable Acceptance acceptance(VersionView version, Proof proof) {
        var set = version.acceptance();
        if (set == null) {
            return null;
        }
        var accuracy = Objects.requireNonNullElse(proof.accuracy(), 0.0);
        return new Acceptance(set, artifacts.length(set), Math.max(0, accuracy - acceptanceMargin));
    }

    private static void logEnd(Variant variant) {
        var view = variant.view();
        log.info(
                "variant {} model={} version={} variant={} bytes={} accuracy={} p50Micros={} reason={}",
                view.status(),
                view.model(),
                view.version(),
                view.variant(),
                view.lengthBytes(),
                view.accuracy(),
                view.latencyP50Micros(),
                view.reason());
    }
}
