package io.modelferry.control.registry.alias;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.alias.AskedMove.State;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Keeps what was asked for until somebody decides or its time is over, each with its audit row and its event. */
@Component
@Transactional
class AskedMoves {

    private static final Logger log = LoggerFactory.getLogger(AskedMoves.class);

    private final AskedRows rows;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;
    private final Duration lifetime;

    AskedMoves(
            AskedRows rows,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock,
            ModelferryConfiguration configuration) {
        this.rows = rows;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
        this.lifetime = configuration.registry().aliasApproval().expiresAfter();
    }

    /** The caller holds the model's row. @throws Refusal 409 {@code alias-move-waits} */
    public AskedMove ask(
            ModelName model,
            VersionName alias,
            @Nullable VersionName to,
            @Nullable VersionName now,
            Aliases.Order order) {
        expire();
        rows.waiting(model, alias).ifPresent(other -> {
            throw Refusal.conflict(
                    "alias-move-waits",
                    "%s@%s already waits for a second person, to go to %s: %s asked for that. Deny it first, or wait for it."
                            .formatted(model, alias, target(other), other.requestedBy()));
        });
        var at = clock.instant();
        return told(rows.add(model, alias, to, now, order, at, at.plus(lifetime)), "requested");
    }

    /** The one that waits, held. @throws Refusal as {@link AliasApprovals#approve} has it */
    public AskedMove waiting(ModelName model, VersionName alias, @Nullable Long looked) {
        var asked =
                rows.waiting(model, alias).orElseThrow(() -> Refusal.notFound("alias-request", model + "@" + alias));
        if (looked != null && looked != asked.id()) {
            throw Refusal.conflict(
                            "alias-request-elsewhere",
                            "Request %d, to go to %s, waits now, not request %d: look again, then decide."
                                    .formatted(asked.id(), target(asked), looked))
                    .about("request");
        }
        if (!clock.instant().isBefore(asked.expiresAt())) {
            throw Refusal.conflict(
                    "approval-expired", "The move waited until " + asked.expiresAt() + ": ask for it again.");
        }
        return asked;
    }

    public AskedMove decide(AskedMove asked, State state, AliasApprovals.Word word) {
        return told(
                rows.decide(asked, state, word.actor(), clock.instant(), word.reason()),
                state == State.APPROVED ? "approved" : "denied");
    }

    /** On time or a minute late: nobody can approve an overdue one meanwhile. */
    @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
    public void expire() {
        var now = clock.instant();
        rows.overdue(now)
                .forEach(asked ->
                        told(rows.decide(asked, State.EXPIRED, "system", now, "nobody decided in time"), "expired"));
    }

    private AskedMove told(AskedMove asked, String what) {
        var details = new LinkedHashMap<String, String>();
        details.put("request", Long.toString(asked.id()));
        details.put("version", asked.version() == null ? "" : asked.version().value());
        details.put("requestedBy", asked.requestedBy());
        details.put("reason", asked.decisionReason() == null ? asked.reason() : asked.decisionReason());
        audit.record("registry.alias-move-" + what, "model-alias", asked.model() + "@" + asked.alias(), details);
        events.publishEvent(new AskedMoveChanged(asked));
        log.info(
                "alias move {} model={} alias={} to={} request={}",
                what,
                asked.model(),
                asked.alias(),
                target(asked),
                asked.id());
        return asked;
    }

    private static String target(AskedMove asked) {
        return asked.version() == null ? "nothing" : asked.version().value();
    }
}
