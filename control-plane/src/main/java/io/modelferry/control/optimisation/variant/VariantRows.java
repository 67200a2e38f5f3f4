package io.modelferry.control.optimisation.variant;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/** Variants of all versions. */
public interface VariantRows extends Repository<Variant, Long> {

    Variant save(Variant variant);

    List<Variant> findByModelAndVersionOrderByPosition(String model, String version);

    Optional<Variant> findByModelAndVersionAndVariant(String model, String version, String variant);

    /** The same bytes may stand under several versions: the newest that may be given to devices, else the newest that might. */
    @NativeQuery("""
            select * from optimisation_variant where digest = :digest and status in ('OFFERED', 'WITHDRAWN')
            order by status = 'WITHDRAWN', id desc limit 1""")
    Optional<Variant> named(String digest);

    int countByModelAndVersion(String model, String version);

    boolean existsByModelAndVersion(String model, String version);

    boolean existsByModelAndVersionAndStatus(String model, String version, VariantStatus status);
}
