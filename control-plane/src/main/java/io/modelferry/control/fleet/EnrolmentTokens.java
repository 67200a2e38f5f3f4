package io.modelferry.control.fleet;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;

interface EnrolmentTokens extends JpaRepository<EnrolmentToken, String> {

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<EnrolmentToken> findByTokenHash(String tokenHash);

    /** Its row is held, as by whoever uses it: a use and the revocation happen one after the other. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<EnrolmentToken> findWithLockById(String id);

    List<EnrolmentToken> findAllByOrderByCreatedAtDesc();
}
