package io.modelferry.control.delta;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.repository.Repository;

/** Pairs of model files. */
interface PairRows extends Repository<Pair, Long> {

    Pair save(Pair pair);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<Pair> findById(long id);

    List<Pair> findByTargetOrderById(String target);

    Optional<Pair> findByBaseAndTarget(String base, String target);

    Optional<Pair> findFirstByDeltaAndStatusOrderById(String delta, PairStatus status);

    boolean existsByTargetAndStatus(String target, PairStatus status);
}
