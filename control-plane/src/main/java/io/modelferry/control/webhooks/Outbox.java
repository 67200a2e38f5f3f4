package io.modelferry.control.webhooks;

import io.modelferry.control.registry.RecallLifted;
import io.modelferry.control.registry.VersionRecalled;
import io.modelferry.control.registry.alias.AliasMoved;
import io.modelferry.control.registry.alias.AskedMoveChanged;
import io.modelferry.control.registry.floor.FloorRaised;
import io.modelferry.control.registry.tombstone.VersionDeleted;
import io.modelferry.control.rollout.RolloutMoved;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Writes what happened for every subscriber, in the transaction in which it happened: no change without its message. */
@Component
class Outbox {

    private final DeliveryRows deliveries;
    private final Dispatcher dispatcher;
    private final JsonMapper json;

    Outbox(DeliveryRows deliveries, Dispatcher dispatcher, JsonMapper json) {
        this.deliveries = deliveries;
        this.dispatcher = dispatcher;
        this.json = json;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(RolloutMoved moved) {
        EventKinds.of(moved).ifPresent(kind -> {
            var data = new LinkedHashMap<String, Object>();
            data.put("rollout", moved.id().value());
            data.put("model", moved.model().value());
            data.put("version", moved.version().value());
            data.put("state", moved.state().name());
            data.put("stage", moved.stage());
            data.put("actor", moved.actor());
            data.put("why", moved.why());
            put(kind, "rollout/" + moved.id(), moved.at(), data);
        });
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(VersionRecalled recalled) {
        var data = version(recalled.model().value(), recalled.version().value(), recalled.reason(), recalled.actor());
        data.put(
                "digests",
                recalled.files().stream().map(file -> file.hex()).sorted().toList());
        put(EventKinds.VERSION_RECALLED, subject(data), recalled.at(), data);
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(RecallLifted lifted) {
        var data = version(lifted.model().value(), lifted.version().value(), lifted.reason(), lifted.actor());
        put(EventKinds.RECALL_LIFTED, subject(data), lifted.at(), data);
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(FloorRaised raised) {
        var data = version(raised.model().value(), raised.version().value(), raised.reason(), raised.actor());
        put(EventKinds.FLOOR_RAISED, subject(data), raised.at(), data);
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(VersionDeleted deleted) {
        var data = version(deleted.model().value(), deleted.version().value(), deleted.reason(), deleted.actor());
        data.put(
                "digests",
                deleted.files().stream().map(file -> file.hex()).sorted().toList());
        put(EventKinds.VERSION_DELETED, subject(data), deleted.at(), data);
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(AliasMoved moved) {
        var move = moved.move();
        var data = alias(move.model(), move.alias(), move.version(), move.previous());
        data.put("reason", move.reason());
        data.put("actor", move.actor());
        data.put("approvedBy", move.approvedBy());
        var kind = move.version() == null ? EventKinds.ALIAS_REMOVED : EventKinds.ALIAS_MOVED;
        put(kind, "alias/" + move.model() + "@" + move.alias(), move.at(), data);
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(AskedMoveChanged changed) {
        var asked = changed.asked();
        EventKinds.of(asked).ifPresent(kind -> {
            var data = alias(asked.model(), asked.alias(), asked.version(), asked.previous());
            var decided = asked.decidedAt();
            data.put("request", asked.id());
            data.put("requestedBy", asked.requestedBy());
            data.put("expiresAt", asked.expiresAt().toString());
            data.put("reason", decided == null ? asked.reason() : asked.decisionReason());
            data.put("actor", decided == null ? asked.requestedBy() : asked.decidedBy());
            var at = decided == null ? asked.requestedAt() : decided;
            put(kind, "alias/" + asked.model() + "@" + asked.alias(), at, data);
        });
    }

    private void put(String kind, String subject, Instant at, Map<String, ?> data) {
        var written = deliveries.add(kind, subject, message(json, kind, at, data), at);
        if (written > 0) {
            dispatcher.wakeAfterCommit();
        }
    }

    /** As Standard Webhooks wants it: {@code type}, {@code timestamp}, {@code data}. */
    static String message(JsonMapper json, String kind, Instant at, Map<String, ?> data) {
        var message = new LinkedHashMap<String, Object>();
        message.put("type", kind);
        message.put("timestamp", at.toString());
        message.put("data", data);
        return json.writeValueAsString(message);
    }

    private static Map<String, Object> alias(
            ModelName model, VersionName alias, @Nullable VersionName version, @Nullable VersionName previous) {
        var data = new LinkedHashMap<String, Object>();
        data.put("model", model.value());
        data.put("alias", alias.value());
        data.put("version", version == null ? null : version.value());
        data.put("previous", previous == null ? null : previous.value());
        return data;
    }

    private static Map<String, Object> version(String model, String version, String reason, String actor) {
        var data = new LinkedHashMap<String, Object>();
        data.put("model", model);
        data.put("version", version);
        data.put("reason", reason);
        data.put("actor", actor);
        return data;
    }

    private static String subject(Map<String, Object> data) {
        return "version/" + data.get("model") + "@" + data.get("version");
    }
}
