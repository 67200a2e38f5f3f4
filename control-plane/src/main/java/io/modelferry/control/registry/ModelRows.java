package io.modelferry.control.registry;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The lines of versions. */
interface ModelRows extends Repository<Model, String> {

    /** Starts the line if nobody has. */
    @Modifying
    @NativeQuery("""
            insert into registry_model (name, releases, revision, created_at) values (:name, 0, 0, :at)
            on conflict (name) do nothing""")
    int start(String name, Instant at);

    /** Until the transaction ends nobody else publishes into this line. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select m from Model m where m.name = :name")
    Model hold(String name);

    Optional<Model> findByName(String name);

    boolean existsByName(String name);

    /** One row for each line, the line that was published to last on top. */
    @NativeQuery("""
            select distinct on (v.model) v.model as name, v.version as latest, v.published_at as published_at,
                   count(*) over (partition by v.model) as versions
            from registry_model_version v where v.deleted_at is null
            order by v.model, v.release_counter desc""")
    List<Line> lines();

    /** A row of {@link #lines}. */
    interface Line {
        String getName();

        String getLatest();

        Instant getPublishedAt();

        int getVersions();
    }
}
