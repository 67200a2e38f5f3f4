package io.modelferry.cli.trust;

import io.modelferry.protocol.trust.ModelTarget;
import io.modelferry.protocol.trust.SignedModel;
import io.modelferry.protocol.tuf.Delegation;
import io.modelferry.protocol.tuf.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a targets document says that the one before did not.
 *
 * @param added model files that were not signed before
 * @param raised files that bring a higher floor than before, and are otherwise as they were
 * @param suspicious everything else, one line each: files changed or removed, other keys for goals or deltas
 */
record TargetsChange(List<SignedModel> added, List<SignedModel> raised, List<String> suspicious) {

    /**
     * @param before null for the first document
     * @throws io.modelferry.protocol.MalformedMessage if {@code next} names a file that is no model
     */
    static TargetsChange between(@Nullable Targets before, Targets next) {
        var old = models(before);
        var suspicious = new ArrayList<String>();
        var added = new ArrayList<SignedModel>();
        var raised = new ArrayList<SignedModel>();
        models(next).forEach((path, model) -> {
            if (!old.containsKey(path)) {
                added.add(model);
            } else if (isRaised(old.get(path), model)) {
                raised.add(model);
            } else if (!old.get(path).equals(model)) {
                suspicious.add("changed: " + path);
            }
        });
        old.keySet().stream()
                .filter(path -> !next.targets().containsKey(path))
                .forEach(path -> suspicious.add("removed: " + path));
        var keys = keys(next);
        keys(before).forEach((role, keyids) -> {
            if (!keyids.equals(keys.get(role))) {
                suspicious.add(
                        "other keys for " + role + ": " + keys.getOrDefault(role, "none") + ", before " + keyids);
            }
        });
        return new TargetsChange(List.copyOf(added), List.copyOf(raised), List.copyOf(suspicious));
    }

    private static boolean isRaised(SignedModel before, SignedModel now) {
        return now.minCounter() > before.minCounter() && now.equals(before.withFloor(now.minCounter()));
    }

    /** A line for each floor that is new. */
    List<String> floors() {
        return Stream.concat(added.stream(), raised.stream())
                .filter(model -> model.minCounter() > 0)
                .map(model -> "%s: no release below %d is believed any more, by %s@%s"
                        .formatted(model.model(), model.minCounter(), model.model(), model.version()))
                .distinct()
                .toList();
    }

    private static Map<String, SignedModel> models(@Nullable Targets targets) {
        var models = new TreeMap<String, SignedModel>();
        if (targets != null) {
            targets.targets().forEach((path, file) -> models.put(path, ModelTarget.read(path, file)));
        }
        return models;
    }

    /** Who signs for each delegated role. */
    static Map<String, String> keys(@Nullable Targets targets) {
        var delegations = targets == null ? null : targets.delegations();
        return (delegations == null ? Stream.<Delegation>empty() : delegations.roles().stream())
                .collect(Collectors.toMap(
                        Delegation::name,
                        role -> role.keys().threshold() + " of " + role.keys().keyids(),
                        (one, other) -> one,
                        TreeMap::new));
    }
}
