package io.modelferry.control.delta;

import io.modelferry.control.optimisation.VariantReady;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.registry.tombstone.VersionPins;
import io.modelferry.protocol.ArtifactDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/**
 * Which pairs a new variant makes: from the same variant of the last few versions to it, and, should it be late, from it to the
 * same variant of versions after it. Nothing leads back: a rollback flips to a file that the device still has. Nothing leads from
 * one variant to another: their tensors have other types, and a class rarely changes its variant. No version that is deleted meanwhile is in a
 * pair: each is pinned until the pair is written, and holds itself from then on.
 */
@Component
class PlannedPairs {

    private final Versions versions;
    private final Variants variants;
    private final VersionPins pins;
    private final int bases;

    PlannedPairs(Versions versions, Variants variants, VersionPins pins, ModelferryConfiguration configuration) {
        this.versions = versions;
        this.variants = variants;
        this.pins = pins;
        this.bases = configuration.delta().bases();
    }

    record Planned(ArtifactDigest base, ArtifactDigest target, long targetBytes) {}

    /** In the caller's transaction, which writes them. */
    List<Planned> of(VariantReady ready) {
        if (!pins.pinUnlessGoing(ready.model(), ready.version())) {
            return List.of();
        }
        var line = versions.of(ready.model()); // newest first
        var at = IntStream.range(0, line.size())
                .filter(i -> line.get(i).version().equals(ready.version()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a variant without its version"));
        var planned = new ArrayList<Planned>();
        for (var older : line.subList(at + 1, Math.min(line.size(), at + 1 + bases))) {
            offered(older, ready)
                    .ifPresent(base -> planned.add(new Planned(base.digest(), ready.digest(), ready.lengthBytes())));
        }
        for (var newer : line.subList(Math.max(0, at - bases), at)) {
            offered(newer, ready)
                    .ifPresent(
                            target -> planned.add(new Planned(ready.digest(), target.digest(), target.lengthBytes())));
        }
        return planned.stream()
                .filter(pair -> !pair.base().equals(pair.target()))
                .toList();
    }

    /** A variant whose file exists. */
    private record Offered(ArtifactDigest digest, long lengthBytes) {}

    private Optional<Offered> offered(VersionView version, VariantReady like) {
        if (!pins.pinUnlessGoing(version.model(), version.version())) {
            return Optional.empty();
        }
        return variants.of(version.model(), version.version()).stream()
                .filter(variant -> variant.variant().equals(like.variant())
                        && variant.status().equals("OFFERED"))
                .flatMap(variant -> file(variant).stream())
                .findFirst();
    }

    private static Optional<Offered> file(VariantView variant) {
        return Optional.ofNullable(variant.digest()).map(digest -> new Offered(digest, variant.lengthBytes()));
    }
}
