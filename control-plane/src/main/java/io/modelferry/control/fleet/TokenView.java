package io.modelferry.control.fleet;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token without its secret.
 *
 * @param pending whether its machines wait until an operator accepts them
 * @param revokedAt null as long as nobody has taken it back
 */
public record TokenView(
        String id,
        String idPattern,
        String deviceClass,
        String site,
        boolean lab,
        int maxUses,
        int used,
        boolean pending,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt) {}
