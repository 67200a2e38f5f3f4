package io.modelferry.control.optimisation;

import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

/** Variants of all versions. */
interface VariantRows extends Repository<Variant, Long> {

    Variant save(Variant variant);

    List<Variant> findByModelAndVersionOrderByPosition(String model, String version);

    Optional<Variant> findByModelAndVersionAndVariant(String model, String version, String variant);

    /** The same bytes may stand under several versions: the newest. */
    Optional<Variant> findFirstByDigestAndStatusOrderByIdDesc(String digest, VariantStatus status);

    int countByModelAndVersion(String model, String version);

    boolean existsByModelAndVersion(String model, String version);

    boolean existsByModelAndVersionAndStatus(String model, String version, VariantStatus status);
}
