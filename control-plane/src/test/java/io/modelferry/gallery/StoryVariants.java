package io.modelferry.gallery;

import static io.modelferry.gallery.Story.METER;
import static io.modelferry.gallery.Story.file;
import static io.modelferry.gallery.Story.version;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Two variants each; the eight-bit one of version 3 lost too much accuracy. */
@Component
public class StoryVariants implements Variants {

    static final long INT8_BYTES = 71_880;

    @Override
    public List<VariantView> of(ModelName model, VersionName version) {
        var number = Integer.parseInt(version.value());
        var refused = number == 3;
        return List.of(
                new VariantView(
                        METER,
                        version,
                        "fp32",
                        file(number, "fp32"),
                        StoryVersions.FP32_BYTES,
                        0.982,
                        0.0,
                        null,
                        null,
                        null,
                        412L,
                        655L,
                        9_400_000L,
                        "",
                        "OFFERED",
                        ""),
                new VariantView(
                        METER,
                        version,
                        "int8-dynamic",
                        file(number, "int8-dynamic"),
                        INT8_BYTES,
                        refused ? 0.941 : 0.979,
                        refused ? 0.041 : 0.003,
                        refused ? 0.12 : 0.01,
                        refused ? 0.952 : 0.994,
                        refused ? 0.981 : 0.9994,
                        288L,
                        501L,
                        6_100_000L,
                        "modelferry-optimizer/3",
                        refused ? "NOT_OFFERED" : "OFFERED",
                        refused ? "it loses 4.10 points of accuracy, at most 1.00" : ""));
    }

    @Override
    public Optional<VariantView> byDigest(ArtifactDigest digest) {
        return Stream.of(1, 2, 3)
                .flatMap(number -> of(METER, version(number)).stream())
                .filter(variant -> Objects.equals(variant.digest(), digest))
                .findFirst();
    }

    @Override
    public boolean settled(ModelName model, VersionName version) {
        return true;
    }

    @Override
    public List<ClassChoice> classes(ModelName model, VersionName version) {
        return List.of(
                new ClassChoice(
                        "constrained",
                        "int8-dynamic",
                        List.of(
                                "fp32: not taken, the class prefers int8-dynamic",
                                "int8-dynamic: taken, the class prefers it")),
                new ClassChoice(
                        "",
                        "fp32",
                        List.of(
                                "fp32: taken, the class prefers it",
                                "int8-dynamic: not taken, the class prefers fp32")));
    }

    @Override
    public List<Figure> figures(ModelName model, VersionName version) {
        return of(model, version).stream()
                .flatMap(variant -> Stream.of(
                                new Figure(variant.variant(), "constrained", 12, 934L, 1_480L, 181_000_000L),
                                new Figure(
                                        variant.variant(),
                                        "",
                                        0,
                                        variant.latencyP50Micros(),
                                        variant.latencyP95Micros(),
                                        variant.peakBytes()))
                        .skip(variant.status().equals("OFFERED") ? 0 : 1))
                .toList();
    }

    @Override
    public Optional<Choice> choose(ModelName model, VersionName version, String deviceClass) {
        return Optional.of(new Choice(of(model, version).getFirst(), List.of()));
    }
}
