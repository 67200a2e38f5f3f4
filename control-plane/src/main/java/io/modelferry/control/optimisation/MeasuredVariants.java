package io.modelferry.control.optimisation;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Answers from the rows. */
@Service
@Transactional(readOnly = true)
class MeasuredVariants implements Variants {

    private final VariantRows rows;
    private final Resolver resolver;

    MeasuredVariants(VariantRows rows, ModelferryConfiguration configuration) {
        this.rows = rows;
        this.resolver = new Resolver(configuration.optimisation().classes());
    }

    @Override
    public List<VariantView> of(ModelName model, VersionName version) {
        return rows.findByModelAndVersionOrderByPosition(model.value(), version.value()).stream()
                .map(Variant::view)
                .toList();
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
        return resolver.classes(of(model, version));
    }
}
