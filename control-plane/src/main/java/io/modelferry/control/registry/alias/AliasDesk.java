package io.modelferry.control.registry.alias;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Recalls;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.floor.Floors;
import io.modelferry.control.registry.tombstone.Tombstones;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Moves aliases, one at a time for each model, and keeps every move. */
@Service
@Transactional
class AliasDesk implements Aliases {

    private static final Logger log = LoggerFactory.getLogger(AliasDesk.class);

    private final AliasRows rows;
    private final AliasGuard guard;
    private final AskedMoves asked;
    private final Versions versions;
    private final Tombstones tombstones;
    private final Recalls recalls;
    private final Floors floors;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    AliasDesk(
            AliasRows rows,
            AliasGuard guard,
            AskedMoves asked,
            Versions versions,
            Tombstones tombstones,
            Recalls recalls,
            Floors floors,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.rows = rows;
        this.guard = guard;
        this.asked = asked;
        this.versions = versions;
        this.tombstones = tombstones;
        this.recalls = recalls;
        this.floors = floors;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Outcome move(ModelName model, VersionName alias, VersionName to, Order order) {
        requireModel(model);
        requireCanPoint(model, alias, to);
        var last = rows.newest(model, alias);
        var now = last.map(Move::version).orElse(null);
        requireExpected(model, alias, now, order.expected());
        if (last.isPresent() && to.equals(now)) {
            return last.get();
        }
        return carryOut(model, alias, to, last, order);
    }

    @Override
    public Outcome remove(ModelName model, VersionName alias, Order order) {
        requireModel(model);
        var last = rows.newest(model, alias);
        var now = last.map(Move::version).orElseThrow(() -> Refusal.notFound("alias", model + "@" + alias));
        requireExpected(model, alias, now, order.expected());
        return carryOut(model, alias, null, last, order);
    }

    private Outcome carryOut(
            ModelName model, VersionName alias, @Nullable VersionName to, Optional<Move> last, Order order) {
        var now = last.map(Move::version).orElse(null);
        return switch (guard.judge(alias, to, last)) {
            case FREE ->
                write(new Move(model, alias, to, now, order.reason(), order.actor(), after(last), null, false));
            case WAY_BACK ->
                write(new Move(model, alias, to, now, order.reason(), order.actor(), after(last), null, true));
            case SECOND_PERSON -> asked.ask(model, alias, to, now, order);
        };
    }

    /**
     * Makes a move to which a second person agreed. What could not be done when it was asked for cannot be done now either, and the
     * alias must still be where it was then.
     */
    public Move carryOut(AskedMove move, String approver) {
        var to = move.version();
        if (to != null) {
            requireCanPoint(move.model(), move.alias(), to);
        }
        var last = rows.newest(move.model(), move.alias());
        var now = last.map(Move::version).orElse(null);
        if (!Objects.equals(move.previous(), now)) {
            throw elsewhere(move.model(), move.alias(), now, move.previous());
        }
        return write(new Move(
                move.model(), move.alias(), to, now, move.reason(), move.requestedBy(), after(last), approver, false));
    }

    @Override
    @Transactional(readOnly = true)
    public List<Move> of(ModelName model) {
        return rows.standing(model, AliasRows.EVER);
    }

    @Override
    @Transactional(readOnly = true)
    public List<VersionName> names(ModelName model) {
        return rows.names(model);
    }

    @Override
    @Transactional(readOnly = true)
    public List<Move> asOf(ModelName model, Instant at) {
        return rows.standing(model, at);
    }

    @Override
    @Transactional(readOnly = true)
    public List<Move> history(ModelName model, VersionName alias) {
        return rows.all(model, alias);
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<VersionName> find(ModelName model, VersionName alias) {
        return rows.newest(model, alias).map(Move::version);
    }

    private void requireCanPoint(ModelName model, VersionName alias, VersionName to) {
        requireNoVersion(model, alias);
        requireNotDeleted(model, alias);
        requireNotDeleted(model, to);
        if (versions.find(model, to).isEmpty()) {
            throw Refusal.notFound("version", model + "@" + to);
        }
        recalls.requireNotRecalled(model, to);
        floors.requireNotBelow(model, to);
    }

    private void requireModel(ModelName model) {
        if (!rows.hold(model)) {
            throw Refusal.notFound("model", model);
        }
    }

    private void requireNoVersion(ModelName model, VersionName alias) {
        if (versions.find(model, alias).isPresent()) {
            throw Refusal.conflict(
                            "alias-is-a-version",
                            "%s@%s is a version, which never moves: choose another name for the alias."
                                    .formatted(model, alias))
                    .about("alias");
        }
    }

    private void requireNotDeleted(ModelName model, VersionName name) {
        tombstones.find(model, name).ifPresent(tombstone -> {
            throw tombstone.refusal(HttpStatus.CONFLICT);
        });
    }

    private static void requireExpected(
            ModelName model, VersionName alias, @Nullable VersionName now, @Nullable VersionName expected) {
        if (expected != null && !expected.equals(now)) {
            throw elsewhere(model, alias, now, expected).about("expected");
        }
    }

    private static Refusal elsewhere(
            ModelName model, VersionName alias, @Nullable VersionName now, @Nullable VersionName expected) {
        return Refusal.conflict(
                "alias-elsewhere",
                "%s@%s points at %s, not at %s: look again, then move it."
                        .formatted(
                                model, alias, now == null ? "nothing" : now, expected == null ? "nothing" : expected));
    }

    private Move write(Move move) {
        rows.add(move);
        var details = new LinkedHashMap<String, String>();
        details.put("version", String.valueOf(move.version() == null ? "" : move.version()));
        details.put("previous", String.valueOf(move.previous() == null ? "" : move.previous()));
        details.put("reason", move.reason());
        if (move.approvedBy() != null) {
            details.put("requestedBy", move.actor());
            details.put("approvedBy", move.approvedBy());
        }
        if (move.wayBack()) {
            details.put("approvedBy", "nobody: back to the version before");
        }
        audit.record(
                move.version() == null ? "registry.alias-removed" : "registry.alias-moved",
                "model-alias",
                move.model() + "@" + move.alias(),
                details);
        events.publishEvent(new AliasMoved(move));
        log.info(
                "alias moved model={} alias={} from={} to={} actor={}",
                move.model(),
                move.alias(),
                move.previous(),
                move.version(),
                move.actor());
        return move;
    }

    /** Never before the move before it, whatever the clock did: "as of" must give one answer. */
    private Instant after(Optional<Move> last) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS); // as the database will say it
        return last.map(Move::at).filter(now::isBefore).orElse(now);
    }
}
