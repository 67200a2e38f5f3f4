package io.modelferry.protocol.tuf;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is signed of one file (TUF 4.5).
 *
 * @param length in bytes
 * @param custom for the application, null if there is none; opaque here
 */
public record TargetFile(
        long length, Hashes hashes, @Nullable JsonObject custom, JsonObject unknown) {

    private static final Set<String> FIELDS = Set.of("length", "hashes", "custom");

    public TargetFile(long length, Hashes hashes, @Nullable JsonObject custom) {
        this(length, hashes, custom, JsonObject.EMPTY);
    }

    static TargetFile read(JsonObject json) {
        return new TargetFile(
                json.wholeFrom(0, "length"),
                Hashes.read(json.object("hashes")),
                json.has("custom") ? json.object("custom") : null,
                json.without(FIELDS));
    }

    JsonObject json() {
        return JsonObject.builder()
                .put("length", length)
                .put("hashes", hashes.json())
                .putIfPresent("custom", custom)
                .putAll(unknown)
                .build();
    }
}
