package io.modelferry.control.registry;

import io.modelferry.control.registry.floor.Floors;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Answers what was published, from the rows. */
@Service
@Transactional(readOnly = true)
class PublishedVersions implements Versions {

    private final ModelRows models;
    private final VersionRows versions;
    private final Floors floors;

    PublishedVersions(ModelRows models, VersionRows versions, Floors floors) {
        this.models = models;
        this.versions = versions;
        this.floors = floors;
    }

    @Override
    public List<ModelView> models() {
        return models.lines().stream()
                .map(line -> new ModelView(
                        new ModelName(line.getName()),
                        line.getVersions(),
                        new VersionName(line.getLatest()),
                        line.getPublishedAt()))
                .sorted(Comparator.comparing(ModelView::name))
                .toList();
    }

    @Override
    public List<VersionView> of(ModelName model) {
        var below = floors.below(model);
        return versions.findByModelAndDeletedAtIsNullOrderByReleaseCounterDesc(model.value()).stream()
                .map(version -> version.view(below))
                .toList();
    }

    @Override
    public Optional<VersionView> find(ModelName model, VersionName version) {
        return versions.findByModelAndVersionAndDeletedAtIsNull(model.value(), version.value())
                .map(found -> found.view(floors.below(model)));
    }

    @Override
    public Optional<VersionView> before(ModelName model, VersionName version) {
        return find(model, version)
                .flatMap(view ->
                        versions.findFirstByModelAndDeletedAtIsNullAndReleaseCounterLessThanOrderByReleaseCounterDesc(
                                model.value(), view.releaseCounter()))
                .map(found -> found.view(floors.below(model)));
    }
}
