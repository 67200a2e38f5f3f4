package io.modelferry.control.rollout;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.registry.Versions;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Versions of one model with one variant, for the class {@code standard}. */
final class FakeCatalogue implements Versions, Variants {

    static final ModelName MODEL = new ModelName("meter-reader");
    static final ArtifactDigest ACCEPTANCE = new ArtifactDigest("acce".repeat(16));
    static final long LENGTH = 1_000_000;

    private final List<VersionName> published = new ArrayList<>();
    boolean variantsSettled = true;

    void clear() {
        published.clear();
        variantsSettled = true;
    }

    void publish(String... versions) {
        for (var version : versions) {
            published.add(new VersionName(version));
        }
    }

    static ArtifactDigest digest(String version) {
        return new ArtifactDigest(version.repeat(64));
    }

    @Override
    public List<ModelView> models() {
        return List.of();
    }

    @Override
    public List<VersionView> of(ModelName model) {
        return List.of();
    }

    @Override
    public Optional<VersionView> find(ModelName model, VersionName version) {
        return published.stream()
                .filter(one -> one.equals(version) && model.equals(MODEL))
                .map(one -> new VersionView(
                        model,
                        one,
                        digest(one.value()),
                        LENGTH,
                        17,
                        List.of(),
                        List.of(),
                        Map.of(),
                        ACCEPTANCE,
                        null,
                        1,
                        null,
                        false,
                        "",
                        "",
                        Instant.EPOCH))
                .findFirst();
    }

    @Override
    public Optional<VersionView> before(ModelName model, VersionName version) {
        return Optional.empty();
    }

    @Override
    public List<VariantView> of(ModelName model, VersionName version) {
        return find(model, version).map(view -> variant(version)).stream().toList();
    }

    @Override
    public Optional<VariantView> byDigest(ArtifactDigest digest) {
        return published.stream()
                .filter(version -> digest(version.value()).equals(digest))
                .map(FakeCatalogue::variant)
                .findFirst();
    }

    @Override
    public boolean settled(ModelName model, VersionName version) {
        return variantsSettled;
    }

    @Override
    public List<Figure> figures(ModelName model, VersionName version) {
        return List.of();
    }

    @Override
    public List<ClassChoice> classes(ModelName model, VersionName version) {
        return List.of();
    }

    @Override
    public Optional<Choice> choose(ModelName model, VersionName version, String deviceClass) {
        return deviceClass.equals("standard")
                ? of(model, version).stream().findFirst().map(variant -> new Choice(variant, List.of()))
                : Optional.empty();
    }

    private static VariantView variant(VersionName version) {
        return new VariantView(
                MODEL,
                version,
                "fp32",
                digest(version.value()),
                LENGTH,
                0.9,
                null,
                null,
                null,
                null,
                100L,
                120L,
                null,
                "",
                "OFFERED",
                "");
    }
}
