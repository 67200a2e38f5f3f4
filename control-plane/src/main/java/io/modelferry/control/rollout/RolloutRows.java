package io.modelferry.control.rollout;

import jakarta.persistence.LockModeType;
import jakarta.persistence.QueryHint;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.QueryHints;
import org.springframework.data.repository.Repository;

/** The rollouts' table. Whoever changes a rollout holds its row; who finds the row held goes on or waits. */
interface RolloutRows extends Repository<Rollout, String> {

    String SKIP_LOCKED = "-2";

    Rollout saveAndFlush(Rollout rollout);

    Optional<Rollout> findById(String id);

    /** Waits for the row. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select r from Rollout r where r.id = :id")
    Optional<Rollout> lock(String id);

    /** Empty if somebody else holds the row just now. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @QueryHints(@QueryHint(name = "jakarta.persistence.lock.timeout", value = SKIP_LOCKED))
    @Query("select r from Rollout r where r.id = :id")
    Optional<Rollout> claim(String id);

    @Query("select r from Rollout r where r.state in :states order by r.number")
    List<Rollout> in(List<RolloutState> states);

    @Query("select r.id from Rollout r where r.state in :states order by r.number")
    List<String> idsIn(List<RolloutState> states);

    /** Finished and still the model's line, with devices that were held out and follow now. */
    @Query(value = """
            select r.id from rollout r join rollout_line l on l.rollout_id = r.id and l.version = r.version
             where r.state = 'FINISHED' and exists (select 1 from rollout_queue q where q.rollout_id = r.id)
               and not exists (select 1 from rollout o where o.model = r.model
                   and o.state in ('AWAITING_APPROVAL', 'READY', 'RUNNING', 'PAUSED', 'ROLLING_BACK'))""", nativeQuery = true)
    List<String> holdingOut();

    @Query("select r from Rollout r where r.number < :before order by r.number desc")
    List<Rollout> page(long before, Limit limit);

    @Query("select r from Rollout r where r.model = :model and r.state in :states")
    List<Rollout> ofModelIn(String model, List<RolloutState> states);

    @Query("select max(r.number) from Rollout r where r.model = :model")
    Optional<Long> newestOf(String model);

    @Query(value = "select nextval('rollout_number')", nativeQuery = true)
    long nextNumber();
}
