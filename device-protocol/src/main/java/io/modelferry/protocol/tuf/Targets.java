package io.modelferry.protocol.tuf;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which files may be used, and who else may say so (TUF 4.5).
 *
 * @param targets by path, relative to the base of targets
 * @param delegations null if there are none
 */
public record Targets(
        Head head,
        Map<String, TargetFile> targets,
        @Nullable Delegations delegations,
        JsonObject unknown) implements Metadata {

    public Targets {
        targets = Map.copyOf(targets);
    }

    static Targets read(JsonObject json) {
        var files = new HashMap<String, TargetFile>();
        json.object("targets").forEachObject((path, file) -> files.put(path, TargetFile.read(file)));
        return new Targets(
                Head.read(json),
                files,
                json.has("delegations") ? Delegations.read(json.object("delegations")) : null,
                Head.unknown(json, "targets", "delegations"));
    }

    public Optional<TargetFile> of(String path) {
        return Optional.ofNullable(targets.get(path));
    }

    @Override
    public JsonObject json() {
        var files = JsonObject.builder();
        targets.forEach((path, file) -> files.put(path, file.json()));
        return head.json(TARGETS)
                .put("targets", files.build())
                .putIfPresent("delegations", delegations == null ? null : delegations.json())
                .putAll(unknown)
                .build();
    }
}
