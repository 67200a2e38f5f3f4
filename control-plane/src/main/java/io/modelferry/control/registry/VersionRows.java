package io.modelferry.control.registry;

import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

/** Published versions. */
interface VersionRows extends Repository<ModelVersion, Long> {

    ModelVersion save(ModelVersion version);

    Optional<ModelVersion> findByModelAndVersion(String model, String version);

    List<ModelVersion> findByModelOrderByReleaseCounterDesc(String model);

    Optional<ModelVersion> findFirstByModelAndReleaseCounterLessThanOrderByReleaseCounterDesc(
            String model, long releaseCounter);
}
