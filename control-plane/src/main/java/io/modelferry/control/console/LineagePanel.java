package io.modelferry.control.console;

import io.modelferry.control.console.LineagePicture.Branch;
import io.modelferry.control.console.LineagePicture.Leading;
import io.modelferry.control.delta.Deltas;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.registry.lineage.Lineages;
import io.modelferry.control.registry.lineage.VersionRef;
import io.modelferry.protocol.ModelName;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** What came of what in a model's newest versions. The page of a model asks it as {@code @lineagePanel}. */
@Component("lineagePanel")
class LineagePanel {

    /** More would be a wall. */
    private static final int MOST_VERSIONS = 6;

    private final Versions versions;
    private final Variants variants;
    private final Deltas deltas;
    private final Lineages lineages;
    private final VersionLabels labels;
    private final Figures figures;

    LineagePanel(
            Versions versions,
            Variants variants,
            Deltas deltas,
            Lineages lineages,
            VersionLabels labels,
            Figures figures) {
        this.versions = versions;
        this.variants = variants;
        this.deltas = deltas;
        this.lineages = lineages;
        this.labels = labels;
        this.figures = figures;
    }

    /** @param all how many versions the model has; the picture shows the newest {@code shown} */
    record View(LineagePicture picture, int shown, int all) {}

    public View of(ModelName model) {
        var all = versions.of(model);
        var shown = all.stream().limit(MOST_VERSIONS).toList();
        var refs = shown.stream().map(LineagePanel::ref).toList();
        var branches = shown.stream().map(version -> branch(version, refs)).toList();
        return new View(LineagePicture.of(branches, figures), shown.size(), all.size());
    }

    private Branch branch(VersionView version, List<VersionRef> shown) {
        var made = variants.of(version.model(), version.version());
        return new Branch(
                "v" + version.version(),
                figures.bytes(version.lengthBytes()) + " published",
                "/models/%s/versions/%s".formatted(version.model(), version.version()),
                made,
                leading(made),
                parents(version, shown));
    }

    private List<Leading> leading(List<VariantView> made) {
        return made.stream()
                .map(VariantView::digest)
                .filter(Objects::nonNull)
                .flatMap(digest -> deltas.to(digest).stream())
                .map(delta -> new Leading(delta, labels.of(VersionLabels.UNKNOWN, delta.base())))
                .toList();
    }

    /** Its parent and its teacher, where the picture has them. */
    private List<Integer> parents(VersionView version, List<VersionRef> shown) {
        var said = lineages.of(ref(version));
        return IntStream.range(0, shown.size())
                .filter(place -> shown.get(place).equals(said.parent())
                        || shown.get(place).equals(said.teacher()))
                .boxed()
                .toList();
    }

    private static VersionRef ref(VersionView version) {
        return new VersionRef(version.model(), version.version());
    }
}
