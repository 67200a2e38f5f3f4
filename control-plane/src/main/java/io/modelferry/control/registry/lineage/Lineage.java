package io.modelferry.control.registry.lineage;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ArtifactDigest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher says about where a version came from. Everything may be left out.
 *
 * @param run id or URI of the training run, up to 500 printable characters without spaces
 * @param data SHA-256 of the training data, as whoever prepared it reckons it
 * @param commit of the training code: 7 to 64 hexadecimal digits
 * @param parent the version that training started from
 * @param teacher the version that a distilled student learned to imitate
 */
public record Lineage(
        @Nullable String run,
        @Nullable ArtifactDigest data,
        @Nullable String commit,
        @Nullable VersionRef parent,
        @Nullable VersionRef teacher) {

    public static final Lineage NONE = new Lineage(null, null, null, null, null);

    private static final Pattern RUN = Pattern.compile("[\\x21-\\x7e]{1,500}");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,64}");

    /** @throws Refusal 422 {@code bad-lineage} naming the field */
    public Lineage {
        require("run", run, RUN, "an id or URI of 1 to 500 printable characters without spaces");
        require("commit", commit, COMMIT, "7 to 64 lower-case hexadecimal digits, as git rev-parse prints them");
    }

    private static void require(String field, @Nullable String value, Pattern form, String words) {
        if (value != null && !form.matcher(value).matches()) {
            throw Refusal.invalid("bad-lineage", field + ": " + words + ".").about(field);
        }
    }
}
