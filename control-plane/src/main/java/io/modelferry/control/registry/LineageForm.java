package io.modelferry.control.registry;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.lineage.Lineage;
import io.modelferry.control.registry.lineage.VersionRef;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import org.jspecify.annotations.Nullable;

/**
 * The lineage of a publication as its query says it.
 *
 * @param parent {@code version}, {@code alias} or {@code model@version}, as {@code teacher}
 */
record LineageForm(
        @Nullable String run,
        @Nullable String data,
        @Nullable String commit,
        @Nullable String parent,
        @Nullable String teacher) {

    /** @throws Refusal 422 {@code bad-lineage} naming the field */
    Lineage lineage(ModelName model, VersionNames names) {
        return new Lineage(
                blankAsNull(run),
                digest(blankAsNull(data)),
                blankAsNull(commit),
                ref("parent", blankAsNull(parent), model, names),
                ref("teacher", blankAsNull(teacher), model, names));
    }

    private static @Nullable ArtifactDigest digest(@Nullable String hex) {
        try {
            return hex == null ? null : new ArtifactDigest(hex);
        } catch (MalformedMessage e) {
            throw Refusal.invalid("bad-lineage", "data: a SHA-256 of 64 lower-case hexadecimal digits.")
                    .about("data");
        }
    }

    private static @Nullable VersionRef ref(String field, @Nullable String text, ModelName model, VersionNames names) {
        if (text == null) {
            return null;
        }
        try {
            return VersionRef.read(text, model, names::resolve);
        } catch (MalformedMessage e) {
            throw Refusal.invalid("bad-lineage", field + ": VERSION, or MODEL@VERSION for another model's.")
                    .about(field);
        }
    }

    private static @Nullable String blankAsNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
