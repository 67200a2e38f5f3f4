package io.modelferry.protocol.tuf;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.MalformedMessage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A file's hashes by the names of their functions; at least one. Known here: {@code sha256} and {@code sha512}.
 *
 * @param byFunction lower-case hexadecimal
 */
public record Hashes(Map<String, String> byFunction) {

    private static final Map<String, String> KNOWN = Map.of("sha256", "SHA-256", "sha512", "SHA-512");

    public Hashes {
        byFunction = Map.copyOf(byFunction);
        if (byFunction.isEmpty()) {
            throw new MalformedMessage("hashes without a hash");
        }
    }

    public static Hashes of(ArtifactDigest sha256) {
        return new Hashes(Map.of("sha256", sha256.hex()));
    }

    static Hashes read(JsonObject json) {
        var all = new HashMap<String, String>();
        json.forEachText(all::put);
        return new Hashes(all);
    }

    JsonObject json() {
        var json = JsonObject.builder();
        byFunction.forEach(json::put);
        return json.build();
    }

    /** Whether at least one is known here, and every known one is that of {@code bytes}. */
    public boolean match(byte[] bytes) {
        var known = KNOWN.keySet().stream().filter(byFunction::containsKey).toList();
        return !known.isEmpty()
                && known.stream().allMatch(function -> hash(function, bytes).equals(byFunction.get(function)));
    }

    /** @throws MalformedMessage if it is there and is none */
    public Optional<ArtifactDigest> sha256() {
        return Optional.ofNullable(byFunction.get("sha256")).map(ArtifactDigest::new);
    }

    private static String hash(String function, byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(KNOWN.getOrDefault(function, function))
                            .digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no " + function, e);
        }
    }
}
