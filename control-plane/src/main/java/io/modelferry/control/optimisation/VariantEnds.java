package io.modelferry.control.optimisation;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.registry.SignedVersions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.trust.VersionList.Acceptance;
import io.modelferry.protocol.trust.VersionList.SignedModel;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Ends a variant in one transaction: its row, its entry in the signed list, the audit row, the event. A variant that has ended
 * stays as it is: work that is done twice changes nothing.
 */
@Service
@Transactional(propagation = Propagation.REQUIRES_NEW)
class VariantEnds {

    private static final Logger log = LoggerFactory.getLogger(VariantEnds.class);

    private final VariantRows variants;
    private final SignedVersions signed;
    private final Artifacts artifacts;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;
    private final double acceptanceMargin;

    VariantEnds(
            VariantRows variants,
            SignedVersions signed,
            Artifacts artifacts,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock,
            ModelferryConfiguration configuration) {
        this.variants = variants;
        this.signed = signed;
        this.artifacts = artifacts;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
        this.acceptanceMargin = configuration.optimisation().acceptanceMargin();
    }

    boolean isRunning(VersionView version, Technique technique) {
        return running(version, technique).isPresent();
    }

    /** @param published the proof of the file as published, for the drop */
    void offer(VersionView version, Technique technique, ArtifactDigest file, Proof published, Proof proof) {
        running(version, technique).ifPresent(variant -> {
            variant.offer(file, proof, Offer.drop(published, proof), clock.instant());
            signed.add(entry(version, technique, file, proof));
            audit.record(
                    "optimisation.variant-offered",
                    "variant",
                    name(version, technique),
                    Map.of("digest", file.hex(), "lengthBytes", proof.lengthBytes()));
            events.publishEvent(new VariantReady(
                    version.model(), version.version(), technique.variant(), file, proof.lengthBytes()));
            logEnd(version, technique, variant);
        });
    }

    void decline(VersionView version, Technique technique, Proof published, Proof proof, String why) {
        running(version, technique).ifPresent(variant -> {
            variant.decline(proof, Offer.drop(published, proof), why, clock.instant());
            logEnd(version, technique, variant);
        });
    }

    void decline(VersionView version, Technique technique, String why) {
        running(version, technique).ifPresent(variant -> {
            variant.decline(why, clock.instant());
            logEnd(version, technique, variant);
        });
    }

    @Transactional(propagation = Propagation.REQUIRED)
    void fail(VersionView version, Technique technique, String why) {
        running(version, technique).ifPresent(variant -> {
            variant.fail(why, clock.instant());
            logEnd(version, technique, variant);
        });
    }

    private Optional<Variant> running(VersionView version, Technique technique) {
        return variants.findByModelAndVersionAndVariant(
                        version.model().value(), version.version().value(), technique.variant())
                .filter(Variant::isRunning);
    }

    private SignedModel entry(VersionView version, Technique technique, ArtifactDigest file, Proof proof) {
        return new SignedModel(
                version.model(),
                version.version(),
                technique.variant(),
                file,
                proof.lengthBytes(),
                version.releaseCounter(),
                0, // no floor: a rollback may go back to the first release
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

    private static String name(VersionView version, Technique technique) {
        return version.model() + "@" + version.version() + " " + technique.variant();
    }

    private static void logEnd(VersionView version, Technique technique, Variant variant) {
        var view = variant.view();
        log.info(
                "variant {} model={} version={} variant={} bytes={} accuracy={} p50Micros={} reason={}",
                view.status(),
                version.model(),
                version.version(),
                technique.variant(),
                view.lengthBytes(),
                view.accuracy(),
                view.latencyP50Micros(),
                view.reason());
    }
}
