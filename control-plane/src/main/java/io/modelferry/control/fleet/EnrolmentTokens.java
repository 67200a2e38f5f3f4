package io.modelferry.control.fleet;

import io.modelferry.control.platform.Refusal;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface EnrolmentTokens extends JpaRepository<EnrolmentToken, String> {

    /** As it is now: nobody waits for who reads it, and what it says of its uses may be over when it counts. */
    Optional<EnrolmentToken> findByTokenHash(String tokenHash);

    /** Its row is held, as by whoever uses it: a use and the revocation happen one after the other. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<EnrolmentToken> findWithLockById(String id);

    /**
     * Uses a token up by one, or rolls back. Its row is held from here on, so that no two machines share the last use and none comes in
     * behind a revocation: called when all else is done, for every other machine of the token waits until the transaction ends.
     *
     * @throws Refusal 403 {@code token-revoked} or {@code token-used}: that happened since it was read
     */
    default void use(EnrolmentToken token) {
        if (countUse(token.id()) == 0) {
            var now = findById(token.id()).orElseThrow();
            now.requireNotRevoked();
            throw now.usedUp();
        }
    }

    /** @return 0 if it is used up or revoked */
    @Modifying
    @Query(
            "update EnrolmentToken t set t.used = t.used + 1 where t.id = ?1 and t.used < t.maxUses and t.revokedAt is null")
    int countUse(String id);

    List<EnrolmentToken> findAllByOrderByCreatedAtDesc();
}
