package io.modelferry.control.optimisation.variant;

import io.modelferry.control.optimisation.FieldMeasures;
import io.modelferry.control.optimisation.FieldMeasures.FieldMeasure;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.trust.Quorum;
import io.modelferry.control.trust.Signatures;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Answers from the rows. */
@Service
@Transactional(readOnly = true)
class MeasuredVariants implements Variants {

    private final VariantRows rows;
    private final ObjectProvider<FieldMeasures> field;
    private final Signatures signatures;
    private final Resolver resolver;

    MeasuredVariants(
            VariantRows rows,
            ObjectProvider<FieldMeasures> field,
            Signatures signatures,
            ModelferryConfiguration configuration) {
        this.rows = rows;
        this.field = field;
        this.signatures = signatures;
        this.resolver = new Resolver(configuration.optimisation().classes());
    }

    @Override
    public List<VariantView> of(ModelName model, VersionName version) {
        var made = rows.findByModelAndVersionOrderByPosition(model.value(), version.value());
        var signing = made.stream().anyMatch(Variant::isAwaitingSignature)
                ? signatures.awaited(model, version).filter(quorum -> quorum.needed() > 1)
                : Optional.<Quorum>empty();
        return made.stream().map(variant -> view(variant, signing)).toList();
    }

    /** Where more than one must sign, what waits says whose signature it has and whose is missing. */
    private static VariantView view(Variant variant, Optional<Quorum> signing) {
        var view = variant.view();
        return signing.filter(quorum -> variant.isAwaitingSignature())
                .map(quorum -> view.because(view.reason() + " (" + quorum.words() + ")"))
                .orElse(view);
    }

    @Override
    public Optional<VariantView> byDigest(ArtifactDigest digest) {
        return rows.named(digest.hex()).map(Variant::view);
    }

    @Override
    public boolean settled(ModelName model, VersionName version) {
        return rows.existsByModelAndVersion(model.value(), version.value())
                && !rows.existsByModelAndVersionAndStatus(model.value(), version.value(), VariantStatus.RUNNING);
    }

    @Override
    public Optional<Choice> choose(ModelName model, VersionName version, String deviceClass) {
        return resolver.choose(of(model, version), deviceClass);
    }

    @Override
    public List<ClassChoice> classes(ModelName model, VersionName version) {
        var variants = of(model, version);
        return resolver.classes(variants, told(model, variants));
    }

    @Override
    public List<Figure> figures(ModelName model, VersionName version) {
        var variants = of(model, version);
        var told = told(model, variants);
        return new VariantFigures(resolver.classes(variants, told), told).of(variants);
    }

    private List<FieldMeasure> told(ModelName model, List<VariantView> variants) {
        var files = variants.stream()
                .map(VariantView::digest)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return field.stream().flatMap(room -> room.of(model, files).stream()).toList();
    }
}
