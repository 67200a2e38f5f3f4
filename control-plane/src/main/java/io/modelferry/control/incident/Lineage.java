package io.modelferry.control.incident;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.registry.Recalls;
import io.modelferry.control.registry.Recalls.RecallView;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where a version comes from. */
@Component
class Lineage {

    private final Versions versions;
    private final Variants variants;
    private final Recalls recalls;

    Lineage(Versions versions, Variants variants, Recalls recalls) {
        this.versions = versions;
        this.variants = variants;
        this.recalls = recalls;
    }

    /**
     * @param versions the one that was rolled out, then what ran before it; with their variants
     * @param ancestors every version that was published before, newest first
     */
    record Descent(List<Made> versions, List<Ancestor> ancestors, List<RecallView> recalls) {}

    record Made(VersionView version, List<VariantView> variants) {}

    record Ancestor(VersionName version, ArtifactDigest digest, Instant publishedAt, String publishedBy) {}

    Descent of(ModelName model, VersionName version, @Nullable VersionName previous) {
        var made = Stream.of(Optional.of(version), Optional.ofNullable(previous))
                .flatMap(Optional::stream)
                .flatMap(name -> versions.find(model, name).stream())
                .map(found -> new Made(found, variants.of(model, found.version())))
                .toList();
        return new Descent(made, ancestors(model, version), recalls.of(model));
    }

    private List<Ancestor> ancestors(ModelName model, VersionName version) {
        return versions.of(model).stream()
                .dropWhile(one -> !one.version().equals(version))
                .skip(1)
                .map(one -> new Ancestor(one.version(), one.digest(), one.publishedAt(), one.publishedBy()))
                .toList();
    }
}
