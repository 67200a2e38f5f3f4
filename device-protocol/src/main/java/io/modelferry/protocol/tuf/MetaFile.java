package io.modelferry.protocol.tuf;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one document says of another (TUF 4.4).
 *
 * @param version at least 1
 * @param length in bytes, null if it is not said
 * @param hashes null if they are not said
 */
public record MetaFile(
        long version, @Nullable Long length, @Nullable Hashes hashes, JsonObject unknown) {

    private static final Set<String> FIELDS = Set.of("version", "length", "hashes");
    private static final String SUFFIX = ".json";

    public MetaFile(long version, @Nullable Long length, @Nullable Hashes hashes) {
        this(version, length, hashes, JsonObject.EMPTY);
    }

    /** Of a document as it will be served. */
    public static MetaFile of(Signed<?> document) {
        return new MetaFile(
                document.body().version(),
                (long) document.bytes().length,
                new Hashes(Map.of("sha256", document.sha256())));
    }

    /** The name under which {@code role} is listed. */
    public static String pathOf(String role) {
        return role + SUFFIX;
    }

    static MetaFile read(JsonObject json) {
        return new MetaFile(
                json.wholeFrom(1, "version"),
                json.has("length") ? (Long) json.wholeFrom(0, "length") : null,
                json.has("hashes") ? Hashes.read(json.object("hashes")) : null,
                json.without(FIELDS));
    }

    static Map<String, MetaFile> readAll(JsonObject meta) {
        var all = new TreeMap<String, MetaFile>();
        meta.forEachObject((path, file) -> all.put(path, read(file)));
        return all;
    }

    static JsonObject json(Map<String, MetaFile> files) {
        var json = JsonObject.builder();
        files.forEach((path, file) -> json.put(path, file.json()));
        return json.build();
    }

    private JsonObject json() {
        return JsonObject.builder()
                .put("version", version)
                .putIfPresent("length", length == null ? null : new JsonValue.Whole(length))
                .putIfPresent("hashes", hashes == null ? null : hashes.json())
                .putAll(unknown)
                .build();
    }
}
