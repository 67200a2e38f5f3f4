package io.modelferry.control.incident;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.RolloutId;
import io.modelferry.control.rollout.RolloutView;
import io.modelferry.control.rollout.Rollouts;
import io.modelferry.control.rollout.TimelineEntry;
import io.modelferry.control.security.AuditLog;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that is known about a rollout that was halted or taken back, as one zip file. Parts stand in a fixed order and carry no
 * time of their own: of the same state it is the same file, byte for byte.
 */
@Component
class Capsule {

    private static final Set<String> INCIDENTS = Set.of("HALT", "GO_BACK");
    private static final Set<String> PLAN = Set.of("stages", "gate", "probation", "delivery", "hold");
    private static final int TIMELINE = 5000;
    private static final int EVIDENCE = 5000;
    private static final int AUDIT = 1000;

    private final Rollouts rollouts;
    private final AuditLog audit;
    private final Lineage lineage;
    private final DeviceParts devices;
    private final FieldPart field;
    private final JsonMapper json;

    Capsule(Rollouts rollouts, AuditLog audit, Lineage lineage, DeviceParts devices, FieldPart field, JsonMapper json) {
        this.rollouts = rollouts;
        this.audit = audit;
        this.lineage = lineage;
        this.devices = devices;
        this.field = field;
        this.json = json;
    }

    /** @throws Refusal 404, 409 {@code no-incident} */
    RolloutView require(RolloutId id) {
        var rollout = rollouts.find(id).orElseThrow(() -> Refusal.notFound("rollout", id));
        if (rollouts.timeline(id, TIMELINE).stream().noneMatch(Capsule::isIncident)) {
            throw Refusal.conflict(
                    "no-incident", "Rollout " + id + " was never halted or taken back: there is no incident to pack.");
        }
        return rollout;
    }

    /** Writes the file; {@code out} stays open. */
    void write(RolloutView rollout, OutputStream out) throws IOException {
        var timeline = rollouts.timeline(rollout.id(), TIMELINE);
        var incidents = timeline.stream().filter(Capsule::isIncident).toList();
        var parts = new Parts(out, json);
        parts.text("README.md", CapsuleReadme.of(rollout, incidents));
        parts.json("rollout.json", without(tree(rollout), Set.of("timeline")));
        parts.json("plan.json", tree(rollout).retain(PLAN));
        parts.json("timeline.json", timeline);
        parts.json("evidence.json", rollouts.evidence(rollout.id(), EVIDENCE));
        parts.json("versions.json", lineage.of(rollout.model(), rollout.version(), rollout.previousVersion()));
        devices.write(rollout, parts);
        parts.json("audit.json", audit(rollout));
        field.write(rollout.model(), begin(rollout), incidents.getLast().at(), parts);
        parts.finish();
    }

    private static boolean isIncident(TimelineEntry entry) {
        return INCIDENTS.contains(entry.kind());
    }

    private static Instant begin(RolloutView rollout) {
        var started = rollout.startedAt();
        return started == null ? rollout.createdAt() : started;
    }

    /** About the rollout, then about its version; oldest first. */
    private List<AuditLine> audit(RolloutView rollout) {
        var version = rollout.model() + "@" + rollout.version();
        return Stream.concat(
                        audit.about("rollout", rollout.id().value(), AUDIT).reversed().stream(),
                        audit.about("model-version", version, AUDIT).reversed().stream())
                .map(AuditLine::of)
                .toList();
    }

    /** As the API says it, so that a new field of a rollout is in the capsule at once. */
    private ObjectNode tree(RolloutView rollout) {
        JsonNode tree = json.valueToTree(rollout);
        return (ObjectNode) tree;
    }

    private static ObjectNode without(ObjectNode tree, Set<String> fields) {
        return tree.remove(fields);
    }
}
