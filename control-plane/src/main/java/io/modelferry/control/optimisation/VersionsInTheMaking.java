package io.modelferry.control.optimisation;

import io.modelferry.control.registry.VersionDeleted;
import io.modelferry.control.registry.VersionHolder;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** A version stays while its variants are being made; with a deleted version its variants are withdrawn. */
@Component
class VersionsInTheMaking implements VersionHolder {

    private final RunRows runs;
    private final VariantRows variants;

    VersionsInTheMaking(RunRows runs, VariantRows variants) {
        this.runs = runs;
        this.variants = variants;
    }

    @Override
    public List<Hold> holds(ModelName model, VersionName version, Set<ArtifactDigest> files) {
        return runs.of(model, version).stream()
                .filter(run -> !run.hasEnded())
                .map(run -> new Hold(
                        Kind.OPTIMISATION,
                        "optimisation run %d makes its variant %s".formatted(run.id(), run.variant())))
                .toList();
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(VersionDeleted deleted) {
        variants
                .findByModelAndVersionOrderByPosition(
                        deleted.model().value(), deleted.version().value())
                .stream()
                .filter(Variant::isOffered)
                .forEach(Variant::withdraw);
    }
}
