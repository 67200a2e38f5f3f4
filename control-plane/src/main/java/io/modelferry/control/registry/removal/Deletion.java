package io.modelferry.control.registry.removal;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.tombstone.Tombstones;
import io.modelferry.control.registry.tombstone.Tombstones.Tombstone;
import io.modelferry.control.registry.tombstone.VersionDeleted;
import io.modelferry.control.registry.tombstone.VersionHolder;
import io.modelferry.control.registry.tombstone.VersionHolder.Hold;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.trust.SignedModels;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Makes a version a tombstone, if nobody needs it. Its bytes go when garbage is collected. */
@Service
class Deletion {

    static final int MAX_REASON = 2000;

    private static final Logger log = LoggerFactory.getLogger(Deletion.class);

    private final DeletedRows rows;
    private final Tombstones tombstones;
    private final SignedModels signed;
    private final ObjectProvider<VersionHolder> holders;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    Deletion(
            DeletedRows rows,
            Tombstones tombstones,
            SignedModels signed,
            ObjectProvider<VersionHolder> holders,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.rows = rows;
        this.tombstones = tombstones;
        this.signed = signed;
        this.holders = holders;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /**
     * @param actor the operator's name
     * @throws Refusal 404 {@code version-not-found}, 410 {@code version-deleted}, 409 {@code version-in-use} with every reason in
     *     words and as the member {@code holders}, 422 naming the field
     */
    @Transactional
    Tombstone delete(ModelName model, VersionName version, String reason, String actor) {
        var why = requireReason(reason);
        if (!rows.hold(model, version)) {
            throw tombstones
                    .find(model, version)
                    .map(tombstone -> tombstone.refusal(HttpStatus.GONE))
                    .orElseGet(() -> Refusal.notFound("version", model + "@" + version));
        }
        var files = rows.filesOfNobodyElse(model, version);
        requireUnneeded(
                model,
                version,
                holders.stream()
                        .flatMap(holder -> holder.holds(model, version, files).stream())
                        .toList());
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS); // as the database will say it
        rows.bury(model, version, why, actor, now);
        signed.remove(model, version);
        audit.record(
                "registry.version-deleted",
                "model-version",
                model + "@" + version,
                Map.of(
                        "reason",
                        why,
                        "files",
                        files.stream().map(Object::toString).sorted().toList()));
        events.publishEvent(new VersionDeleted(model, version, files, why, actor, now));
        log.warn("version deleted model={} version={} actor={}", model, version, actor);
        return tombstones.find(model, version).orElseThrow();
    }

    private static String requireReason(String reason) {
        var why = reason.strip();
        if (why.isEmpty() || why.length() > MAX_REASON) {
            throw Refusal.invalid("invalid", "reason: say why, in 1 to " + MAX_REASON + " characters.")
                    .about("reason");
        }
        return why;
    }

    private static void requireUnneeded(ModelName model, VersionName version, List<Hold> holds) {
        if (!holds.isEmpty()) {
            throw Refusal.conflict(
                    "version-in-use",
                    "%s@%s must stay: %s."
                            .formatted(
                                    model,
                                    version,
                                    holds.stream().map(Hold::why).collect(Collectors.joining("; "))),
                    Map.of("holders", holds));
        }
    }
}
