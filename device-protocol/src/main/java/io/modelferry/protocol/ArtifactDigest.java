package io.modelferry.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The SHA-256 of an artifact's bytes, 64 lower-case hexadecimal digits. Artifacts are stored, served and named by it. */
public record ArtifactDigest(@JsonValue String hex) implements Comparable<ArtifactDigest> {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ArtifactDigest {
        if (!FORM.matcher(hex).matches()) {
            throw new MalformedMessage("artifact digest", hex, FORM.pattern());
        }
    }

    /** @param sha256 32 bytes */
    public static ArtifactDigest of(byte[] sha256) {
        return new ArtifactDigest(HexFormat.of().formatHex(sha256));
    }

    /** The first twelve digits: enough for a person, never for a decision. */
    public String brief() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(ArtifactDigest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
