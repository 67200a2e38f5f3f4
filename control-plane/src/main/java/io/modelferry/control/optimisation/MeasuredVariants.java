package io.modelferry.control.optimisation;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Answers from the rows, and chooses for a device class: what the configuration prefers, else the file as published. */
@Service
@Transactional(readOnly = true)
class MeasuredVariants implements Variants {

    private final VariantRows rows;
    private final Map<String, String> preferred;

    MeasuredVariants(VariantRows rows, ModelferryConfiguration configuration) {
        this.rows = rows;
        this.preferred = configuration.optimisation().preferredVariant();
    }

    @Override
    public List<VariantView> of(ModelName model, VersionName version) {
        return rows.findByModelAndVersionOrderByPosition(model.value(), version.value()).stream()
                .map(Variant::view)
                .toList();
    }

    @Override
    public Optional<VariantView> byDigest(ArtifactDigest digest) {
        return rows.findFirstByDigestAndStatusOrderByIdDesc(digest.hex(), VariantStatus.OFFERED)
                .map(Variant::view);
    }

    @Override
    public boolean settled(ModelName model, VersionName version) {
        return rows.existsByModelAndVersion(model.value(), version.value())
                && !rows.existsByModelAndVersionAndStatus(model.value(), version.value(), VariantStatus.RUNNING);
    }

    @Override
    public Optional<Choice> choose(ModelName model, VersionName version, String deviceClass) {
        var wanted = preferred.getOrDefault(deviceClass, Technique.AS_PUBLISHED.variant());
        var variants = rows.findByModelAndVersionOrderByPosition(model.value(), version.value());
        return taken(variants, wanted).map(taken -> new Choice(taken.view(), reasons(variants, taken, wanted)));
    }

    private static Optional<Variant> taken(List<Variant> variants, String wanted) {
        return offered(variants, wanted).or(() -> offered(variants, Technique.AS_PUBLISHED.variant()));
    }

    private static Optional<Variant> offered(List<Variant> variants, String name) {
        return variants.stream()
                .filter(variant ->
                        variant.isOffered() && variant.view().variant().equals(name))
                .findFirst();
    }

    private static List<String> reasons(List<Variant> variants, Variant taken, String wanted) {
        var reasons = new ArrayList<String>();
        for (var variant : variants) {
            reasons.add(reason(variant.view(), variant == taken, wanted));
        }
        return List.copyOf(reasons);
    }

    private static String reason(VariantView variant, boolean taken, String wanted) {
        if (taken) {
            return variant.variant()
                    + (variant.variant().equals(wanted)
                            ? ": taken, the class prefers it"
                            : ": taken, the class prefers " + wanted + ", which is not offered");
        }
        return switch (VariantStatus.valueOf(variant.status())) {
            case OFFERED -> variant.variant() + ": not taken, the class prefers " + wanted;
            case RUNNING -> variant.variant() + ": not taken, it is not ready";
            case NOT_OFFERED -> variant.variant() + ": not offered, " + variant.reason();
            case FAILED -> variant.variant() + ": failed, " + variant.reason();
        };
    }
}
