package io.modelferry.protocol.tuf;

import io.modelferry.protocol.MalformedMessage;
import java.util.Map;

/**
 * The newest snapshot, signed often and valid for a short time (TUF 4.6).
 *
 * @param snapshot the only document that it lists
 */
public record Timestamp(Head head, MetaFile snapshot, JsonObject unknown) implements Metadata {

    private static final String SNAPSHOT_PATH = MetaFile.pathOf(SNAPSHOT);

    static Timestamp read(JsonObject json) {
        var meta = MetaFile.readAll(json.object("meta"));
        var snapshot = meta.get(SNAPSHOT_PATH);
        if (snapshot == null || meta.size() > 1) {
            throw new MalformedMessage("a timestamp that does not list the snapshot, and it alone");
        }
        return new Timestamp(Head.read(json), snapshot, Head.unknown(json, "meta"));
    }

    @Override
    public JsonObject json() {
        return head.json(TIMESTAMP)
                .put("meta", MetaFile.json(Map.of(SNAPSHOT_PATH, snapshot)))
                .putAll(unknown)
                .build();
    }
}
