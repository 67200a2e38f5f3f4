package io.modelferry.control.webhooks;

import io.modelferry.control.registry.alias.AskedMove;
import io.modelferry.control.rollout.RolloutMoved;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The names of what webhooks tell. */
final class EventKinds {

    static final String PING = "webhook.ping";
    static final String VERSION_RECALLED = "version.recalled";
    static final String RECALL_LIFTED = "version.recall-lifted";

    static final String VERSION_DELETED = "version.deleted";
    static final String FLOOR_RAISED = "version.floor-raised";
    static final String ALIAS_MOVED = "alias.moved";
    static final String ALIAS_REMOVED = "alias.removed";
    static final String ALIAS_APPROVAL_REQUESTED = "alias.approval-requested";
    static final String ALIAS_APPROVAL_DENIED = "alias.approval-denied";
    static final String ALIAS_APPROVAL_EXPIRED = "alias.approval-expired";

    private static final Set<String> KNOWN = Set.of(
            "rollout.created",
            "rollout.started",
            "rollout.paused",
            "rollout.halted",
            "rollout.resumed",
            "rollout.stage-opened",
            "rollout.stage-settled",
            "rollout.stage-passed",
            "rollout.finished",
            "rollout.stopped",
            "rollout.going-back",
            "rollout.rolled-back",
            VERSION_RECALLED,
            RECALL_LIFTED,
            VERSION_DELETED,
            FLOOR_RAISED,
            ALIAS_MOVED,
            ALIAS_REMOVED,
            ALIAS_APPROVAL_REQUESTED,
            ALIAS_APPROVAL_DENIED,
            ALIAS_APPROVAL_EXPIRED);
    private static final Set<String> WILDCARDS = Set.of("*", "rollout.*", "version.*", "alias.*");

    private EventKinds() {}

    /** Whether a subscription may name it. */
    static boolean subscribable(String kind) {
        return KNOWN.contains(kind) || WILDCARDS.contains(kind);
    }

    /** For a refusal's words. */
    static String choices() {
        var all = new TreeSet<>(WILDCARDS);
        all.addAll(KNOWN);
        return String.join(", ", all);
    }

    /** The kind itself and the wildcards that mean it. */
    static List<String> subscribedAs(String kind) {
        return List.of(kind, kind.substring(0, kind.indexOf('.')) + ".*", "*");
    }

    /** Empty for one that was approved: it is told as the move that it became. */
    static Optional<String> of(AskedMove asked) {
        return switch (asked.state()) {
            case WAITING -> Optional.of(ALIAS_APPROVAL_REQUESTED);
            case DENIED -> Optional.of(ALIAS_APPROVAL_DENIED);
            case EXPIRED -> Optional.of(ALIAS_APPROVAL_EXPIRED);
            case APPROVED -> Optional.empty();
        };
    }

    /** Empty for what is only said while a rollout waits. What is new in the timeline is told under its own name. */
    static Optional<String> of(RolloutMoved moved) {
        return switch (moved.kind()) {
            case "WAITING", "VERDICT" -> Optional.empty();
            case "START" -> Optional.of("rollout.started");
            case "PAUSE" -> Optional.of("rollout.paused");
            case "HALT" -> Optional.of("rollout.halted");
            case "RESUME" -> Optional.of("rollout.resumed");
            case "ADVANCE" -> Optional.of("rollout.stage-passed");
            case "FINISH" -> Optional.of("rollout.finished");
            case "STOP" -> Optional.of("rollout.stopped");
            case "GO_BACK" -> Optional.of("rollout.going-back");
            case "ARRIVE_BACK" -> Optional.of("rollout.rolled-back");
            default ->
                Optional.of("rollout." + moved.kind().toLowerCase(Locale.ROOT).replace('_', '-'));
        };
    }
}
