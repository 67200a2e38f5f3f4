package io.modelferry.control.optimisation.making;

import io.modelferry.control.optimisation.OptimisationRuns.RunView;
import io.modelferry.control.optimisation.run.RunRows;
import io.modelferry.control.optimisation.study.StudyKind;
import io.modelferry.control.optimisation.variant.Variant;
import io.modelferry.control.optimisation.variant.VariantRows;
import io.modelferry.control.registry.ArtifactHolder;
import io.modelferry.control.registry.lineage.Lineages;
import io.modelferry.control.registry.lineage.Lineages.Relation;
import io.modelferry.control.registry.lineage.Lineages.Relative;
import io.modelferry.control.registry.lineage.VersionRef;
import io.modelferry.control.registry.tombstone.VersionDeleted;
import io.modelferry.control.registry.tombstone.VersionHolder;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * A version stays while something is made or found out of it or held beside it, and the calibration sets that runs were ordered with stay as long as their
 * version: with them the run can be repeated. With a deleted version its variants are withdrawn.
 */
@Component
class VersionsInTheMaking implements VersionHolder, ArtifactHolder {

    private final RunRows runs;
    private final VariantRows variants;
    private final Lineages lineages;

    VersionsInTheMaking(RunRows runs, VariantRows variants, Lineages lineages) {
        this.runs = runs;
        this.variants = variants;
        this.lineages = lineages;
    }

    @Override
    public List<Hold> holds(ModelName model, VersionName version, Set<ArtifactDigest> files) {
        var ref = new VersionRef(model, version);
        return Stream.concat(
                        open(ref), students(ref).filter(run -> run.variant().equals(StudyKind.TEACHER.word())))
                .map(run -> new Hold(
                        Kind.OPTIMISATION,
                        "optimisation run %d of %s@%s: %s"
                                .formatted(run.id(), run.model(), run.version(), run.variant())))
                .toList();
    }

    private Stream<RunView> students(VersionRef teacher) {
        return lineages.descendants(teacher).stream()
                .filter(relative -> relative.steps() == 1 && relative.relation() == Relation.TEACHER)
                .map(Relative::version)
                .flatMap(this::open);
    }

    private Stream<RunView> open(VersionRef version) {
        return runs.of(version.model(), version.version()).stream().filter(run -> !run.hasEnded());
    }

    @Override
    public Map<ArtifactDigest, String> holds(Collection<ArtifactDigest> among) {
        return runs.calibrations(among).stream()
                .collect(Collectors.toMap(Function.identity(), set -> "calibration set of an optimisation run"));
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(VersionDeleted deleted) {
        variants
                .findByModelAndVersionOrderByPosition(
                        deleted.model().value(), deleted.version().value())
                .stream()
                .filter(Variant::isProven)
                .forEach(Variant::withdraw);
    }
}
