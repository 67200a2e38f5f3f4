package io.modelferry.control.targeting;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.registry.Versions;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One model with three versions: what the registry and the workshop would say of them. */
final class Catalogue implements Versions, Variants {

    static final ModelName MODEL = new ModelName("meter-reader");
    static final int OPSET = 17;
    static final long LENGTH = 64L << 20;

    /** Of the published file of a version. */
    static String digest(int version) {
        return Integer.toString(version).repeat(64);
    }

    @Override
    public List<ModelView> models() {
        return List.of(new ModelView(MODEL, 3, new VersionName("3"), Instant.EPOCH));
    }

    @Override
    public List<VersionView> of(ModelName model) {
        return model.equals(MODEL) ? List.of(view(3), view(2), view(1)) : List.of();
    }

    @Override
    public Optional<VersionView> find(ModelName model, VersionName version) {
        return of(model).stream().filter(view -> view.version().equals(version)).findFirst();
    }

    @Override
    public Optional<VersionView> before(ModelName model, VersionName version) {
        return Optional.empty();
    }

    @Override
    public List<VariantView> of(ModelName model, VersionName version) {
        return List.of(
                variant(version, "fp32", digest(Integer.parseInt(version.value()))),
                variant(version, "int8-dynamic", int8(version)));
    }

    @Override
    public Optional<VariantView> byDigest(ArtifactDigest digest) {
        return Optional.empty();
    }

    @Override
    public boolean settled(ModelName model, VersionName version) {
        return true;
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
        return switch (deviceClass) {
            case "standard" -> Optional.of(new Choice(of(model, version).getFirst(), List.of()));
            case "constrained" -> Optional.of(new Choice(of(model, version).getLast(), List.of()));
            default -> Optional.empty();
        };
    }

    /** Of the small file of a version. */
    static String int8(VersionName version) {
        return ("a" + version.value()).repeat(32);
    }

    private static VersionView view(int version) {
        return new VersionView(
                MODEL,
                new VersionName(Integer.toString(version)),
                new ArtifactDigest(digest(version)),
                LENGTH,
                OPSET,
                List.of(),
                List.of(),
                Map.of(),
                null,
                null,
                version,
                null,
                false,
                "",
                "ada",
                Instant.EPOCH);
    }

    private static VariantView variant(VersionName version, String name, String digest) {
        return new VariantView(
                MODEL,
                version,
                name,
                new ArtifactDigest(digest),
                LENGTH,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "",
                "OFFERED",
                "");
    }
}
