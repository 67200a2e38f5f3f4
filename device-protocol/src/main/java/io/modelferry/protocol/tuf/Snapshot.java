package io.modelferry.protocol.tuf;

import java.util.Map;
import java.util.Optional;

/**
 * The versions of every targets document that belong together (TUF 4.4).
 *
 * @param meta by path: {@code targets.json}, and one for each delegated role
 */
public record Snapshot(Head head, Map<String, MetaFile> meta, JsonObject unknown) implements Metadata {

    public Snapshot {
        meta = Map.copyOf(meta);
    }

    static Snapshot read(JsonObject json) {
        return new Snapshot(Head.read(json), MetaFile.readAll(json.object("meta")), Head.unknown(json, "meta"));
    }

    /** @param role {@code targets} or a delegated role's name */
    public Optional<MetaFile> of(String role) {
        return Optional.ofNullable(meta.get(MetaFile.pathOf(role)));
    }

    @Override
    public JsonObject json() {
        return head.json(SNAPSHOT)
                .put("meta", MetaFile.json(meta))
                .putAll(unknown)
                .build();
    }
}
