package io.modelferry.control.registry;

import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

/** Published versions, those that were deleted among them unless the question says otherwise. */
interface VersionRows extends Repository<ModelVersion, Long> {

    ModelVersion save(ModelVersion version);

    /** Also a deleted one: its name stays taken. */
    Optional<ModelVersion> findByModelAndVersion(String model, String version);

    Optional<ModelVersion> findByModelAndVersionAndDeletedAtIsNull(String model, String version);

    List<ModelVersion> findByModelAndDeletedAtIsNullOrderByReleaseCounterDesc(String model);

    Optional<ModelVersion> findFirstByModelAndDeletedAtIsNullAndReleaseCounterLessThanOrderByReleaseCounterDesc(
            String model, long releaseCounter);
}
