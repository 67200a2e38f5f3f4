package io.modelferry.control.registry.floor;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.floor.FloorRows.Release;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.trust.SignedModels;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.SignedModel;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Raises floors, one at a time for each model, and keeps every raise. */
@Service
@Transactional
class FloorDesk implements Floors {

    static final int LONGEST_REASON = 2000;

    private static final Logger log = LoggerFactory.getLogger(FloorDesk.class);

    private final FloorRows rows;
    private final SignedModels signed;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    FloorDesk(
            FloorRows rows,
            SignedModels signed,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.rows = rows;
        this.signed = signed;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<Raise> of(ModelName model) {
        return rows.highest(model);
    }

    @Override
    @Transactional(readOnly = true)
    public FloorView view(ModelName model) {
        return FloorView.of(model, rows.of(model), signed.floor(model));
    }

    @Override
    @Transactional(readOnly = true)
    public Set<VersionName> below(ModelName model) {
        return rows.below(model);
    }

    @Override
    @Transactional(readOnly = true)
    public void requireNotBelow(ModelName model, VersionName version) {
        if (rows.below(model).contains(version)) {
            throw Refusal.conflict(
                            "below-floor",
                            "version: %s@%s lies below the floor of %s, which is %s: devices refuse it. Take %s or a later one."
                                    .formatted(model, version, model, floorOf(model), floorOf(model)))
                    .about("version");
        }
    }

    private Object floorOf(ModelName model) {
        return rows.highest(model).<Object>map(Raise::version).orElse("none");
    }

    @Override
    @Transactional(readOnly = true)
    public void requireCanBring(ModelName model, VersionName version, @Nullable VersionName floor) {
        if (floor == null || floor.equals(version)) {
            return; // its own counter is the highest
        }
        var release = rows.release(model, floor)
                .orElseThrow(() -> Refusal.invalid(
                                "unknown-floor", "floor: model '%s' has no version '%s'.".formatted(model, floor))
                        .about("floor"));
        requireNoFall(model, release, "floor");
    }

    private void requireNoFall(ModelName model, Release wanted, String field) {
        rows.highest(model).filter(now -> wanted.counter() < now.counter()).ifPresent(now -> {
            throw Refusal.conflict(
                            "floor-falls",
                            "%s: the floor of %s is %s since %s and never falls; %s lies below it."
                                    .formatted(field, model, now.version(), now.at(), wanted.version()))
                    .about(field);
        });
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public long bring(ModelName model, VersionName version) {
        rows.release(model, version).ifPresent(release -> bring(model, release));
        return counterOf(model);
    }

    private void bring(ModelName model, Release release) {
        var asked = release.floor();
        if (asked == null) {
            return;
        }
        rows.hold(model);
        rows.release(model, asked)
                .filter(floor -> floor.counter() > counterOf(model))
                .ifPresent(floor -> write(
                        model, floor, "published with " + release.version(), release.publishedBy(), release.version()));
    }

    private long counterOf(ModelName model) {
        return rows.highest(model).map(Raise::counter).orElse(0L);
    }

    @Override
    public FloorView raise(ModelName model, VersionName version, FloorOrder order) {
        var reason = requireReason(order);
        if (!rows.hold(model)) {
            throw Refusal.notFound("model", model);
        }
        var wanted = rows.release(model, version).orElseThrow(() -> Refusal.notFound("version", model + "@" + version));
        requireNoFall(model, wanted, "version");
        requireSomethingAbove(model, wanted);
        if (wanted.counter() > counterOf(model)) {
            write(model, wanted, reason, order.actor(), null);
            signed.raiseFloor(model, wanted.counter());
        }
        return view(model);
    }

    private static String requireReason(FloorOrder order) {
        var reason = order.reason().strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw Refusal.invalid("invalid", "reason: say why, in 1 to " + LONGEST_REASON + " characters.")
                    .about("reason");
        }
        return reason;
    }

    /** Else devices would have nothing left that they may activate. */
    private void requireSomethingAbove(ModelName model, Release wanted) {
        var newest = signed.of(model).stream()
                .mapToLong(SignedModel::releaseCounter)
                .max()
                .orElse(0);
        if (newest < wanted.counter()) {
            throw Refusal.conflict(
                            "floor-above-newest",
                            "version: no file of %s@%s or of a later version is offered: devices would have nothing to run. Wait for its variants (ferry model variants)."
                                    .formatted(model, wanted.version()))
                    .about("version");
        }
    }

    private void write(ModelName model, Release floor, String reason, String actor, @Nullable VersionName broughtBy) {
        var before = rows.highest(model);
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS); // as the database will say it
        rows.add(model, new Raise(floor.version(), floor.counter(), reason, actor, now, broughtBy));
        var details = new LinkedHashMap<String, Object>();
        details.put("version", floor.version().value());
        details.put("counter", floor.counter());
        details.put("before", before.map(raise -> raise.version().value()).orElse(""));
        details.put("reason", reason);
        audit.record("registry.floor-raised", "model", model.value(), details);
        events.publishEvent(new FloorRaised(model, floor.version(), reason, actor, now));
        log.warn(
                "floor raised model={} version={} counter={} before={} actor={}",
                model,
                floor.version(),
                floor.counter(),
                before.map(raise -> raise.version().value()).orElse("none"),
                actor);
    }
}
