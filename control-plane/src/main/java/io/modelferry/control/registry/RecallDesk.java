package io.modelferry.control.registry;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.trust.SignedModels;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.SignedModel;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes versions back from the fleet, and gives them free again. */
@Service
@Transactional
class RecallDesk implements Recalls {

    static final int LONGEST_REASON = 2000;

    private static final Logger log = LoggerFactory.getLogger(RecallDesk.class);

    private final Versions versions;
    private final RecallRows rows;
    private final SignedModels signed;
    private final ObjectProvider<RecallEffects> effects;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    RecallDesk(
            Versions versions,
            RecallRows rows,
            SignedModels signed,
            ObjectProvider<RecallEffects> effects,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.versions = versions;
        this.rows = rows;
        this.signed = signed;
        this.effects = effects;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public RecallView recall(ModelName model, VersionName version, RecallOrder order) {
        var published = requireKnown(model, version).digest();
        var reason = requireReason(order);
        var recall = rows.add(model, version, reason, now())
                .orElseThrow(() ->
                        Refusal.conflict("already-recalled", model + "@" + version + " has been recalled already."));
        var files = files(model, version, published);
        audit("registry.version-recalled", recall, recall.reason());
        effects.forEach(effect -> effect.recalled(model, version, files, recall.reason(), recall.actor()));
        events.publishEvent(new VersionRecalled(model, version, files, recall.reason(), recall.actor(), recall.at()));
        log.warn("version recalled model={} version={} actor={}", model, version, recall.actor());
        return recall;
    }

    @Override
    public RecallView lift(ModelName model, VersionName version, RecallOrder order) {
        requireKnown(model, version);
        var reason = requireReason(order);
        var recall = rows.lift(model, version, reason, now())
                .orElseThrow(() -> Refusal.conflict("not-recalled", model + "@" + version + " is not recalled."));
        audit("registry.recall-lifted", recall, reason.reason());
        events.publishEvent(new RecallLifted(model, version, reason.reason(), reason.actor(), now()));
        log.info("recall lifted model={} version={} actor={}", model, version, reason.actor());
        return recall;
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<RecallView> inForce(ModelName model, VersionName version) {
        return rows.inForce(model, version);
    }

    @Override
    @Transactional(readOnly = true)
    public List<RecallView> of(ModelName model) {
        return rows.of(model);
    }

    @Override
    @Transactional(readOnly = true)
    public void requireNotRecalled(ModelName model, VersionName version) {
        rows.inForce(model, version).ifPresent(recall -> {
            throw Refusal.conflict(
                    "version-recalled",
                    "version: %s@%s was recalled by %s: %s".formatted(model, version, recall.actor(), recall.reason()));
        });
    }

    private Versions.VersionView requireKnown(ModelName model, VersionName version) {
        return versions.find(model, version).orElseThrow(() -> Refusal.notFound("version", model + "@" + version));
    }

    private static RecallOrder requireReason(RecallOrder order) {
        var reason = order.reason().strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw Refusal.invalid("invalid", "reason: say why, in 1 to " + LONGEST_REASON + " characters.");
        }
        return new RecallOrder(reason, order.actor());
    }

    /** Variants are signed under the version's name, so targets know them all. */
    private Set<ArtifactDigest> files(ModelName model, VersionName version, ArtifactDigest published) {
        var files = new LinkedHashSet<ArtifactDigest>();
        files.add(published);
        signed.of(model).stream()
                .filter(file -> file.version().equals(version))
                .map(SignedModel::digest)
                .forEach(files::add);
        return files;
    }

    private void audit(String action, RecallView recall, String reason) {
        audit.record(action, "model-version", recall.model() + "@" + recall.version(), Map.of("reason", reason));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS); // as the database will say it
    }
}
